-- system: clinic
-- expect: nothing
-- because: the query says what the index holds
-- queries: clinic-partial-index-that-is-meant.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
