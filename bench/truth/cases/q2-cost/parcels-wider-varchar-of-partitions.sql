-- system: parcels
-- expect: nothing
-- because: A wider limit needs no row read, in no partition, and no index built.
SET lock_timeout = '2s';
ALTER TABLE parcel ALTER COLUMN barcode TYPE varchar(40);
