-- system: bank
-- expect: nothing
-- because: ANALYZE saw all twelve rows and each name once, nobody writes the table, and twelve rows are read in no time
SET lock_timeout = '2s';
ALTER TABLE currency ADD CONSTRAINT currency_name_key UNIQUE (name);
