-- system: clinic
-- expect: nothing
-- because: only log_access writes the column by its name, and it is replaced in the same transaction
SET lock_timeout = '2s';
ALTER TABLE access_log RENAME COLUMN action TO verb;
CREATE OR REPLACE FUNCTION log_access(staff int, patient bigint, what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO access_log (id, at, staff_id, patient_id, verb) VALUES (nextval('access_seq'), clock_timestamp(), staff, patient, what);
END $$;
