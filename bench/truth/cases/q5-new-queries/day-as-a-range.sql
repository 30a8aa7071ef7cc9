-- system: clinic
-- expect: nothing
-- because: a range of started_at is found in its index
-- queries: clinic-day-as-a-range.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
