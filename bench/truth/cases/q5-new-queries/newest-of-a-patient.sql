-- system: clinic
-- expect: nothing
-- because: the index has this patient's notes in this order
-- queries: clinic-newest-of-a-patient.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
