-- system: parcels
-- expect: nothing
-- because: The wider index begins with the same column, and is there before the other one goes.
-- ante:no-transaction
SET lock_timeout = '2s';
CREATE INDEX parcel_barcode_state_idx ON ONLY parcel (barcode, created_on);
CREATE INDEX CONCURRENTLY parcel_2026_09_barcode_state_idx ON parcel_2026_09 (barcode, created_on);
ALTER INDEX parcel_barcode_state_idx ATTACH PARTITION parcel_2026_09_barcode_state_idx;
CREATE INDEX CONCURRENTLY parcel_2026_10_barcode_state_idx ON parcel_2026_10 (barcode, created_on);
ALTER INDEX parcel_barcode_state_idx ATTACH PARTITION parcel_2026_10_barcode_state_idx;
CREATE INDEX CONCURRENTLY parcel_2026_11_barcode_state_idx ON parcel_2026_11 (barcode, created_on);
ALTER INDEX parcel_barcode_state_idx ATTACH PARTITION parcel_2026_11_barcode_state_idx;
DROP INDEX parcel_barcode_idx;
