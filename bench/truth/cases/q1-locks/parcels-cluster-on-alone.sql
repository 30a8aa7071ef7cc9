-- system: parcels
-- expect: nothing
-- because: CLUSTER ON only notes an index, under SHARE UPDATE EXCLUSIVE.
ALTER TABLE scan_event CLUSTER ON scan_event_parcel_idx;
