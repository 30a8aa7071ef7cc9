-- system: clinic
-- expect: new-query-reads-table
-- because: the index on the test begins with the patient, whom nobody gives
-- queries: clinic-second-column-of-an-index.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
