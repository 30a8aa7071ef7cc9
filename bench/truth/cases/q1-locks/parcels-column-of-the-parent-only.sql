-- system: parcels
-- expect: statement-fails
-- because: A column cannot be added to ONLY the parent: its children would lack it.
SET lock_timeout = '2s';
ALTER TABLE ONLY reading ADD COLUMN unit text;
