-- system: parcels
-- expect: nothing
-- because: Storage parameters apply to pages to come, and take SHARE UPDATE EXCLUSIVE.
ALTER TABLE parcel_2026_11 SET (fillfactor = 90);
ALTER TABLE scan_event ALTER COLUMN belt SET STATISTICS 500;
