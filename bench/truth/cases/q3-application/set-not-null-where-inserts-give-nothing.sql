-- system: clinic
-- expect: insert-refused
-- because: staff is inserted without a badge, which has no default; from now on each such INSERT fails
SET lock_timeout = '2s';
ALTER TABLE staff ALTER COLUMN badge SET NOT NULL;
