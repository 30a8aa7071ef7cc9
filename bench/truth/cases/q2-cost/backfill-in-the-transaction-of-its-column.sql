-- system: shop
-- expect: lock-held, bulk-write
-- because: The new column's ACCESS EXCLUSIVE is kept while twelve million rows are written.
SET lock_timeout = '2s';
ALTER TABLE reviews ADD COLUMN helpful int;
UPDATE reviews SET helpful = 0;
