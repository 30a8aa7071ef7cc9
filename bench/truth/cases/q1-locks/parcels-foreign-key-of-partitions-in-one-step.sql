-- system: parcels
-- expect: table-scan
-- because: Each partition is read under the lock on parcel and depot.
SET lock_timeout = '2s';
ALTER TABLE parcel ADD CONSTRAINT parcel_depot_fkey FOREIGN KEY (depot_id) REFERENCES depot;
