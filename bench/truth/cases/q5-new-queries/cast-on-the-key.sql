-- system: clinic
-- expect: new-query-reads-table
-- because: the index is on id, not on its text
-- queries: clinic-cast-on-the-key.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
