-- system: parcels
-- expect: insert-refused, query-breaks
-- because: The children inherit NOT NULL, and who writes the readings gives no unit.
SET lock_timeout = '2s';
ALTER TABLE reading ADD COLUMN unit text NOT NULL DEFAULT 'kg';
ALTER TABLE reading ALTER COLUMN unit DROP DEFAULT;
