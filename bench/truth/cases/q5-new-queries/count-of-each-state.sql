-- system: clinic
-- expect: new-query-reads-table
-- because: no index answers it: each call reads 12 million appointments for five numbers
-- queries: clinic-count-of-each-state.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
