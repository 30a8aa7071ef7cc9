-- system: parcels
-- expect: plan-worse
-- because: Parcels are looked for by their barcode 180 times a second, and nothing else has it.
SET lock_timeout = '2s';
DROP INDEX parcel_barcode_idx;
