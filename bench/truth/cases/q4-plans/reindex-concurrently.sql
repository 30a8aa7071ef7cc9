-- system: clinic
-- expect: nothing
-- because: a copy is built beside the index and takes its place
SET lock_timeout = '2s';
REINDEX INDEX CONCURRENTLY lab_result_sample_idx;
