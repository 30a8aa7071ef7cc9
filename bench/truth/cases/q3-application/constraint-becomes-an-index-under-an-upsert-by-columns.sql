-- system: clinic
-- expect: nothing
-- because: ON CONFLICT (patient_id, test_code, taken_at) is matched by any unique index on them, and the constraint has kept them unique
SET lock_timeout = '2s';
CREATE UNIQUE INDEX CONCURRENTLY lab_result_once_idx ON lab_result (patient_id, test_code, taken_at);
ALTER TABLE lab_result DROP CONSTRAINT lab_result_once_key;
