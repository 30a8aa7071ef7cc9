SET lock_timeout = '2s';
ALTER TABLE parcel ADD CONSTRAINT parcel_depot_fkey FOREIGN KEY (depot) REFERENCES depot;
