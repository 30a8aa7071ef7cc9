-- system: parcels
-- expect: table-scan, lock-held
-- because: Its rows are read whole, and meanwhile nobody can write claims: their foreign key gets the partition, too.
SET lock_timeout = '2s';
ALTER TABLE parcel ATTACH PARTITION parcel_2026_08 FOR VALUES FROM ('2026-08-01') TO ('2026-09-01');
