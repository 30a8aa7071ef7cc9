-- system: clinic
-- expect: nothing
-- because: without an order the first twenty rows will do, and nothing more is read
-- queries: clinic-first-few-of-a-table.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
