-- system: clinic
-- expect: nothing
-- because: plans hold the index, not its name
SET lock_timeout = '2s';
ALTER INDEX lab_result_sample_idx RENAME TO lab_result_by_sample_idx;
