-- system: shop
-- expect: lock-queue
-- because: ALTER TABLE … DROP CONSTRAINT takes ACCESS EXCLUSIVE on both tables of a foreign key.
ALTER TABLE orders DROP CONSTRAINT orders_coupon_fkey;
