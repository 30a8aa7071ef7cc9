-- system: parcels
-- expect: nothing
-- because: A wider limit needs no row read, and nobody asks for the column.
SET lock_timeout = '2s';
ALTER TABLE depot ALTER COLUMN phone TYPE varchar;
