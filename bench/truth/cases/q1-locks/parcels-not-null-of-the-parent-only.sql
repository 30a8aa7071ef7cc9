-- system: parcels
-- expect: statement-fails
-- because: NOT NULL of a partitioned table cannot be set on ONLY the parent while a partition lacks it.
SET lock_timeout = '2s';
ALTER TABLE ONLY parcel ALTER COLUMN depot_id SET NOT NULL;
