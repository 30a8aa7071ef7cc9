-- system: parcels
-- expect: nothing
-- because: The partition is new, and goes again empty.
SET lock_timeout = '2s';
CREATE TABLE parcel_item_2026_12 PARTITION OF parcel_item FOR VALUES FROM ('2026-12-01') TO ('2027-01-01');
