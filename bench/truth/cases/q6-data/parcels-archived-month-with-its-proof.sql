-- system: parcels
-- expect: nothing
-- because: The valid CHECK says that all its rows are of August: ATTACH reads none.
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE parcel_2026_08 ADD CONSTRAINT is_august CHECK (created_on >= '2026-08-01' AND created_on < '2026-09-01') NOT VALID;
ALTER TABLE parcel_2026_08 VALIDATE CONSTRAINT is_august;
ALTER TABLE parcel ATTACH PARTITION parcel_2026_08 FOR VALUES FROM ('2026-08-01') TO ('2026-09-01');
