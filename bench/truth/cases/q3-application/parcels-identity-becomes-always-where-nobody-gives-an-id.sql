-- system: parcels
-- expect: nothing
-- because: No INSERT names the id, so GENERATED ALWAYS refuses none.
SET lock_timeout = '2s';
ALTER TABLE claim ALTER COLUMN id SET GENERATED ALWAYS;
