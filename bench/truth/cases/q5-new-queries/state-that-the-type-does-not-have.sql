-- system: clinic
-- expect: new-query-refused
-- because: appointment_status has no value 'rescheduled'
-- queries: clinic-state-that-the-type-does-not-have.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
