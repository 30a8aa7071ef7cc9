-- system: shop
-- expect: nothing
-- because: A default is a row in the catalog, and the statement gives up after two seconds.
SET lock_timeout = '2s';
ALTER TABLE customers ALTER COLUMN tier SET DEFAULT 'standard';
