-- system: parcels
-- expect: nothing
-- because: NOT VALID reads nothing, also on partitioned tables, and VALIDATE lets everybody go on.
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE parcel ADD CONSTRAINT parcel_weight_is_positive CHECK (weight_g > 0) NOT VALID;
ALTER TABLE parcel VALIDATE CONSTRAINT parcel_weight_is_positive;
