-- system: parcels
-- expect: index-build
-- because: No row is written, but up to 18 the index of each partition is built again where a column of a partitioned table changes its type, even so.
SET lock_timeout = '2s';
ALTER TABLE parcel ALTER COLUMN barcode TYPE varchar(40);
