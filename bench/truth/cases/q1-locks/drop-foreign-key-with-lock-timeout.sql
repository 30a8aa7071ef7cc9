-- system: shop
-- expect: nothing
-- because: It is a change of the catalog alone, and gives up where it cannot have its locks at once.
SET lock_timeout = '1s';
ALTER TABLE orders DROP CONSTRAINT orders_coupon_fkey;
