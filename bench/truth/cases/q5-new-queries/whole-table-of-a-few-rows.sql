-- system: clinic
-- expect: nothing
-- because: 120 rooms are read in less than a millisecond
-- queries: clinic-whole-table-of-a-few-rows.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
