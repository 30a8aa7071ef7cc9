-- system: clinic
-- expect: plan-worse
-- because: a hash index finds equal values only, and the visits are asked for by day
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY visit_started_hash_idx ON visit USING hash (started_at);
DROP INDEX CONCURRENTLY visit_started_idx;
