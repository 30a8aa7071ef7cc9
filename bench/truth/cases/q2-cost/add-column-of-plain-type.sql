-- system: shop
-- expect: nothing
-- because: A plain type without a default costs a row in the catalog.
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN tip numeric(12, 2);
