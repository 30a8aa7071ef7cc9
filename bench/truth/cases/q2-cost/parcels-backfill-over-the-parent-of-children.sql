-- system: parcels
-- expect: bulk-write
-- because: UPDATE of the parent writes the rows of all children: forty million in one go.
SET lock_timeout = '2s';
UPDATE reading SET value = 0 WHERE value IS NULL OR value < 1000;
