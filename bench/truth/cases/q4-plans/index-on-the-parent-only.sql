-- system: clinic
-- expect: plan-worse
-- because: ON ONLY makes an invalid index on the partitioned table and none on its partitions
SET lock_timeout = '2s';
DROP INDEX access_log_patient_idx;
CREATE INDEX access_log_patient_idx ON ONLY access_log (patient_id, at);
