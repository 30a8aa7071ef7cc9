-- system: clinic
-- expect: nothing
-- because: one partition is left, and its index begins with the patient
-- queries: clinic-log-of-a-patient-in-a-month.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
