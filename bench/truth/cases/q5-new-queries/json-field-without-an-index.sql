-- system: clinic
-- expect: new-query-reads-table
-- because: vitals has no index
-- queries: clinic-json-field-without-an-index.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
