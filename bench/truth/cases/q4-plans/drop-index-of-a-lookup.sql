-- system: clinic
-- expect: plan-worse
-- because: without it the sample on a tube is looked for in 30 million results from end to end
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY lab_result_sample_idx;
