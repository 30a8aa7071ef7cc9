-- system: clinic
-- expect: half-applied
-- because: stopped after its first COMMIT it fails on imported_at when run again, and its way back on scanned_at
SET lock_timeout = '2s';
BEGIN;
ALTER TABLE chart_import DROP COLUMN imported_at;
COMMIT;
BEGIN;
ALTER TABLE chart_import ADD COLUMN scanned_at timestamptz;
COMMIT;
