-- system: bank
-- expect: nothing
-- because: what is no number becomes NULL instead of an error; the table is small and idle
SET lock_timeout = '2s';
ALTER TABLE campaign ALTER COLUMN reach TYPE numeric USING CASE WHEN reach ~ '^[0-9]+([.][0-9]+)?$' THEN reach::numeric END;
