-- system: clinic
-- expect: new-query-refused
-- because: there is no operator for text = integer
-- queries: clinic-compares-text-with-a-number.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
