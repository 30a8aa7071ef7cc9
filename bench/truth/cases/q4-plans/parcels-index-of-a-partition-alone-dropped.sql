-- system: parcels
-- expect: statement-fails
-- because: An index that belongs to one of the whole table cannot go by itself.
SET lock_timeout = '2s';
DROP INDEX parcel_2026_11_barcode_idx;
