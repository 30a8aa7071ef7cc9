-- system: parcels
-- expect: nothing
-- because: The valid CHECK says it already: no partition is read for SET NOT NULL.
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE parcel ADD CONSTRAINT depot_is_given CHECK (depot_id IS NOT NULL) NOT VALID;
ALTER TABLE parcel VALIDATE CONSTRAINT depot_is_given;
ALTER TABLE parcel ALTER COLUMN depot_id SET NOT NULL;
ALTER TABLE parcel DROP CONSTRAINT depot_is_given;
