-- system: parcels
-- expect: index-build, table-rewrite, lock-held
-- because: The values stay as they are, but the unique index is of another order and is built again under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
ALTER TABLE sender ALTER COLUMN email TYPE text;
