-- system: parcels
-- expect: nothing
-- because: Each is built beside the traffic, and attaching the last one makes the whole valid.
-- ante:no-transaction
SET lock_timeout = '2s';
CREATE UNIQUE INDEX parcel_barcode_key ON ONLY parcel (barcode, created_on);
CREATE UNIQUE INDEX CONCURRENTLY parcel_2026_09_barcode_key ON parcel_2026_09 (barcode, created_on);
ALTER INDEX parcel_barcode_key ATTACH PARTITION parcel_2026_09_barcode_key;
CREATE UNIQUE INDEX CONCURRENTLY parcel_2026_10_barcode_key ON parcel_2026_10 (barcode, created_on);
ALTER INDEX parcel_barcode_key ATTACH PARTITION parcel_2026_10_barcode_key;
CREATE UNIQUE INDEX CONCURRENTLY parcel_2026_11_barcode_key ON parcel_2026_11 (barcode, created_on);
ALTER INDEX parcel_barcode_key ATTACH PARTITION parcel_2026_11_barcode_key;
