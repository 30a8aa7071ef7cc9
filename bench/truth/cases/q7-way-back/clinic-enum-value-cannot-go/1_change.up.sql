-- system: clinic
-- expect: way-back-fails
-- because: an enum's value cannot be dropped, and the catalog is not the owner's to write
SET lock_timeout = '2s';
ALTER TYPE appointment_status ADD VALUE 'rescheduled';
