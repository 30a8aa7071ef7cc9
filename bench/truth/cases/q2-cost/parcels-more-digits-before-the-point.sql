-- system: parcels
-- expect: nothing
-- because: numeric(10,2) to numeric(14,2) keeps every value as it is stored.
SET lock_timeout = '2s';
ALTER TABLE scan_event ALTER COLUMN weight TYPE numeric(14, 2);
