-- system: clinic
-- expect: nothing
-- because: a patient's prescriptions come from an index, and each drug by its key
-- queries: clinic-join-through-indexes.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
