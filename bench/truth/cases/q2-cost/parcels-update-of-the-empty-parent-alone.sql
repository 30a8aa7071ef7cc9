-- system: parcels
-- expect: nothing
-- because: ONLY leaves the children out, and the parent has no row.
SET lock_timeout = '2s';
UPDATE ONLY reading SET value = 0 WHERE value IS NULL;
