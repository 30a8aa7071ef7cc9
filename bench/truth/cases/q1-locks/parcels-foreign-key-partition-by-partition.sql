-- system: parcels
-- expect: nothing
-- because: Each partition is validated beside the traffic, and the key of the whole takes these over.
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE parcel_2026_09 ADD CONSTRAINT parcel_depot_fkey FOREIGN KEY (depot_id) REFERENCES depot NOT VALID;
ALTER TABLE parcel_2026_09 VALIDATE CONSTRAINT parcel_depot_fkey;
ALTER TABLE parcel_2026_10 ADD CONSTRAINT parcel_depot_fkey FOREIGN KEY (depot_id) REFERENCES depot NOT VALID;
ALTER TABLE parcel_2026_10 VALIDATE CONSTRAINT parcel_depot_fkey;
ALTER TABLE parcel_2026_11 ADD CONSTRAINT parcel_depot_fkey FOREIGN KEY (depot_id) REFERENCES depot NOT VALID;
ALTER TABLE parcel_2026_11 VALIDATE CONSTRAINT parcel_depot_fkey;
ALTER TABLE parcel ADD CONSTRAINT parcel_depot_fkey FOREIGN KEY (depot_id) REFERENCES depot;
