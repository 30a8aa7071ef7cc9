-- system: clinic
-- expect: nothing
-- because: nobody asks for a table that was not there, and its foreign key checks no rows
SET lock_timeout = '2s';
CREATE TABLE allergy (
  patient_id bigint NOT NULL REFERENCES patient,
  substance text NOT NULL,
  severity smallint NOT NULL DEFAULT 1,
  PRIMARY KEY (patient_id, substance)
);
