-- system: clinic
-- expect: new-query-reads-table
-- because: one drug is joined with 6.4 million prescriptions, whose drug_id has no index: all of them are read
-- queries: clinic-join-without-an-index.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
