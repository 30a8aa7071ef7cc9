-- system: parcels
-- expect: statement-fails
-- because: Up to 17 a partitioned table has no foreign keys that are NOT VALID.
SET lock_timeout = '2s';
ALTER TABLE parcel ADD CONSTRAINT parcel_depot_fkey FOREIGN KEY (depot_id) REFERENCES depot NOT VALID;
