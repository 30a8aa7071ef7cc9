-- system: parcels
-- expect: table-rewrite
-- because: Another scale is another way to store each value.
SET lock_timeout = '2s';
ALTER TABLE scan_event ALTER COLUMN weight TYPE numeric(14, 4);
