-- system: parcels
-- expect: nothing
-- because: All its rows are of August, and while it is read nobody else asks for it.
SET lock_timeout = '2s';
ALTER TABLE parcel ATTACH PARTITION parcel_2026_08 FOR VALUES FROM ('2026-08-01') TO ('2026-09-01');
