-- system: bank
-- expect: nothing
-- because: three thousand rows are written again in some milliseconds, nobody reads or writes them, and the key is then as wide as what it points to
SET lock_timeout = '2s';
ALTER TABLE mandate ALTER COLUMN holder_id TYPE bigint;
