-- system: bank
-- expect: nothing
-- because: the column is a smallint, and the server refuses to read anything else out of it; twelve rows
SET lock_timeout = '2s';
ALTER TABLE currency ADD CONSTRAINT minor_units_is_small CHECK (minor_units BETWEEN -32768 AND 32767);
