-- system: parcels
-- expect: nothing
-- because: now() is stable: it is worked out once and kept in the catalog.
SET lock_timeout = '2s';
ALTER TABLE scan_event ADD COLUMN noted_at timestamptz NOT NULL DEFAULT now();
