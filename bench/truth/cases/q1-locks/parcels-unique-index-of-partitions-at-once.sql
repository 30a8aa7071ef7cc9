-- system: parcels
-- expect: index-build
-- because: Nobody can write parcels until the last partition has its index.
SET lock_timeout = '2s';
CREATE UNIQUE INDEX parcel_barcode_key ON parcel (barcode, created_on);
