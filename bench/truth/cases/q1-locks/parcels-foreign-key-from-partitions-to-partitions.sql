-- system: parcels
-- expect: table-scan
-- because: Thirty million items are joined with their parcels under SHARE ROW EXCLUSIVE on both.
SET lock_timeout = '2s';
ALTER TABLE parcel_item ADD CONSTRAINT parcel_item_parcel_fkey FOREIGN KEY (parcel_id, created_on) REFERENCES parcel;
