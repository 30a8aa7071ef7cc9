-- system: clinic
-- expect: nothing
-- because: nothing is planned by it before the next ANALYZE, which only makes estimates better
SET lock_timeout = '2s';
CREATE STATISTICS lab_result_patient_test ON patient_id, test_code FROM lab_result;
