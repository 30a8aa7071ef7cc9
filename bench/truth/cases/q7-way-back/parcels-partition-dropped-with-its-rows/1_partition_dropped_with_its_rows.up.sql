-- system: parcels
-- expect: data-lost, way-back-loses, way-back-differs
-- because: The way back makes the partition again, without a row.
SET lock_timeout = '2s';
DROP TABLE parcel_item_2026_09;
