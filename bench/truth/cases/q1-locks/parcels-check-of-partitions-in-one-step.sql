-- system: parcels
-- expect: table-scan
-- because: All partitions are read whole while nobody can use the table.
SET lock_timeout = '2s';
ALTER TABLE parcel ADD CONSTRAINT parcel_weight_is_positive CHECK (weight_g > 0);
