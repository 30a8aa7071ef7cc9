-- system: clinic
-- expect: nothing
-- because: the index has this order, and fifty rows of it are read
-- queries: clinic-next-page-by-the-index.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
