-- system: clinic
-- expect: plan-worse
-- because: the constraint's index is the only one on mrn
SET lock_timeout = '2s';
ALTER TABLE patient DROP CONSTRAINT patient_mrn_key;
