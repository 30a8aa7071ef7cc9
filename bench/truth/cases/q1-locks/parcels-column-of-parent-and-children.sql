-- system: parcels
-- expect: nothing
-- because: The column has no default, so no row of any child is written; the lock is given up after two seconds.
SET lock_timeout = '2s';
ALTER TABLE reading ADD COLUMN unit text;
