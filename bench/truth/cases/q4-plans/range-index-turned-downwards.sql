-- system: clinic
-- expect: nothing
-- because: an index is read in both directions: a range of moments is found in it as well
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY visit_started_down_idx ON visit (started_at DESC);
DROP INDEX CONCURRENTLY visit_started_idx;
