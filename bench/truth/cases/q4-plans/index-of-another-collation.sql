-- system: clinic
-- expect: plan-worse
-- because: an index in the order of C cannot give names in the column's order: all of them are read and sorted
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY patient_name_c_idx ON patient (family_name COLLATE "C", given_name);
DROP INDEX CONCURRENTLY patient_family_name_idx;
