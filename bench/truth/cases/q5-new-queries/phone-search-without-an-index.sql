-- system: clinic
-- expect: new-query-reads-table
-- because: no index holds phone itself: each search reads 3.6 million patients
-- queries: clinic-phone-search-without-an-index.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
