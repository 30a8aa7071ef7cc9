-- system: parcels
-- expect: table-scan
-- because: Every partition is read under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
ALTER TABLE parcel ALTER COLUMN depot_id SET NOT NULL;
