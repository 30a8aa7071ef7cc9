-- system: clinic
-- expect: nothing
-- because: all columns without a default are given
-- queries: clinic-insert-that-gives-all-it-must.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
