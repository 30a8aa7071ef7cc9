-- system: parcels
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: Its rows are of August, and none of July.
SET lock_timeout = '2s';
ALTER TABLE parcel ATTACH PARTITION parcel_2026_08 FOR VALUES FROM ('2026-07-01') TO ('2026-08-01');
