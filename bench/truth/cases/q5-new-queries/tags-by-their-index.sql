-- system: clinic
-- expect: nothing
-- because: the GIN index on tags finds them
-- queries: clinic-tags-by-their-index.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
