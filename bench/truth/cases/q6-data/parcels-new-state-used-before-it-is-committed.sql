-- system: parcels
-- expect: statement-fails
-- because: A value that an uncommitted ADD VALUE made must not be used yet.
SET lock_timeout = '2s';
ALTER TYPE parcel_state ADD VALUE 'lost';
ALTER TABLE parcel_2026_11 ALTER COLUMN state SET DEFAULT 'lost';
