-- system: parcels
-- expect: answer-changes
-- because: No row is written, but who prepared the list of scans is refused after it: kind has another type.
SET lock_timeout = '2s';
ALTER TABLE scan_event ALTER COLUMN kind TYPE text;
