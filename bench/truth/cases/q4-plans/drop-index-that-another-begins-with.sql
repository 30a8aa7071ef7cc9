-- system: clinic
-- expect: nothing
-- because: appointment_patient_idx begins with the same column
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY appointment_patient_only_idx;
