-- system: clinic
-- expect: new-query-reads-table
-- because: LIKE with a wildcard in front finds its place in no B-tree, and summary has no index at all
-- queries: clinic-word-within-a-summary.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
