-- system: parcels
-- expect: nothing
-- because: varchar(12) to text is a change of the catalog alone.
SET lock_timeout = '2s';
ALTER TABLE scan_event ALTER COLUMN kind TYPE text;
