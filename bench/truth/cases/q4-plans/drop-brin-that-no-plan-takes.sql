-- system: clinic
-- expect: nothing
-- because: the only query by taken_at alone goes by the partial index of flagged results
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY lab_result_taken_idx;
