-- system: clinic
-- expect: nothing
-- because: what is open is open or held: the planner proves it and uses the new index, which holds the same rows
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY prescription_waiting_idx ON prescription (prescribed_at) WHERE status IN ('open', 'held');
DROP INDEX CONCURRENTLY prescription_open_idx;
