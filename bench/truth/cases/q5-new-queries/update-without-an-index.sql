-- system: clinic
-- expect: new-query-reads-table
-- because: no index holds author_id: each UPDATE reads 3 million notes
-- queries: clinic-update-without-an-index.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
