-- system: clinic
-- expect: new-query-reads-table
-- because: nothing is in the order of created_at: all 3.6 million patients are read and sorted for twenty
-- queries: clinic-newest-without-an-index.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
