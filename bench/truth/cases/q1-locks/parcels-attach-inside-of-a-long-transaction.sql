-- system: parcels
-- expect: lock-held, table-scan, index-build
-- because: ATTACH reads twenty million rows that nothing proves, and the lock of the column on sender lasts as long.
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE sender ADD COLUMN rating int;
ALTER TABLE parcel ATTACH PARTITION parcel_2026_08 FOR VALUES FROM ('2026-08-01') TO ('2026-09-01');
COMMIT;
