-- system: shop
-- expect: lock-queue
-- because: A default is a row in the catalog, but it is set under ACCESS EXCLUSIVE, for which it waits without a limit.
ALTER TABLE customers ALTER COLUMN tier SET DEFAULT 'standard';
