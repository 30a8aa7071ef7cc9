-- system: clinic
-- expect: nothing
-- because: the new index has the same key, and stands before the old one goes
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY lab_result_sample_value_idx ON lab_result (sample) INCLUDE (value);
DROP INDEX CONCURRENTLY lab_result_sample_idx;
