-- system: clinic
-- expect: new-query-reads-table
-- because: the index is on started_at, not on its date: each call reads 6.4 million visits
-- queries: clinic-date-of-an-indexed-moment.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
