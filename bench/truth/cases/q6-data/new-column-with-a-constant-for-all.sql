-- system: bank
-- expect: nothing
-- because: a constant default is kept in the catalog: every row has a value, and no row is written or read
SET lock_timeout = '2s';
ALTER TABLE transfer ADD COLUMN priority smallint NOT NULL DEFAULT 0;
