-- system: parcels
-- expect: table-rewrite
-- because: Every partition is written again.
SET lock_timeout = '2s';
ALTER TABLE parcel_item ALTER COLUMN line TYPE bigint;
