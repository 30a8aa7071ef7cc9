-- system: clinic
-- expect: plan-worse
-- because: a patient's prescriptions lie all over an index that begins with the moment
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY prescription_moment_idx ON prescription (prescribed_at DESC, patient_id);
DROP INDEX CONCURRENTLY prescription_patient_idx;
