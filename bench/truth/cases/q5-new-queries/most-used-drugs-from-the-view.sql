-- system: clinic
-- expect: nothing
-- because: the materialized view has 2,000 rows
-- queries: clinic-most-used-drugs-from-the-view.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
