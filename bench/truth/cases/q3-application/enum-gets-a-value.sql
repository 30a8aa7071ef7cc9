-- system: clinic
-- expect: nothing
-- because: no value goes, and nobody sends the new one yet
ALTER TYPE appointment_status ADD VALUE IF NOT EXISTS 'rescheduled' BEFORE 'done';
