-- system: clinic
-- expect: nothing
-- because: the primary key finds the one row
-- queries: clinic-lookup-by-the-key.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
