-- system: parcels
-- expect: statement-fails
-- because: A unique index of a partitioned table must have the key of the partitions.
SET lock_timeout = '2s';
CREATE UNIQUE INDEX parcel_barcode_key ON parcel (barcode);
