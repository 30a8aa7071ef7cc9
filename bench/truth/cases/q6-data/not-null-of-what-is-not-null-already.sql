-- system: bank
-- expect: nothing
-- because: the column is NOT NULL already, and the statement changes nothing
SET lock_timeout = '2s';
ALTER TABLE account ALTER COLUMN currency SET NOT NULL;
