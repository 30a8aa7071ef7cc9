-- ante:no-transaction
SET lock_timeout = '2s';
CREATE INDEX parcel_depot_idx ON ONLY parcel (depot);
CREATE INDEX CONCURRENTLY parcel_2025_depot_idx ON parcel_2025 (depot);
ALTER INDEX parcel_depot_idx ATTACH PARTITION parcel_2025_depot_idx;
CREATE INDEX parcel_2026_depot_idx ON ONLY parcel_2026 (depot);
CREATE INDEX CONCURRENTLY parcel_2026_light_depot_idx ON parcel_2026_light (depot);
ALTER INDEX parcel_2026_depot_idx ATTACH PARTITION parcel_2026_light_depot_idx;
CREATE INDEX CONCURRENTLY parcel_2026_heavy_depot_idx ON parcel_2026_heavy (depot);
ALTER INDEX parcel_2026_depot_idx ATTACH PARTITION parcel_2026_heavy_depot_idx;
ALTER INDEX parcel_depot_idx ATTACH PARTITION parcel_2026_depot_idx;
ALTER TABLE parcel ADD CONSTRAINT depot_is_given CHECK (depot IS NOT NULL) NOT VALID;
ALTER TABLE parcel VALIDATE CONSTRAINT depot_is_given;
ALTER TABLE parcel ALTER COLUMN depot SET NOT NULL;
ALTER TABLE parcel DROP CONSTRAINT depot_is_given;
