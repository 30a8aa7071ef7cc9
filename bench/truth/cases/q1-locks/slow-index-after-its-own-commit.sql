-- system: shop
-- expect: nothing
-- because: The lock on coupons is given back before the build begins, and the build stops nobody.
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE coupons ADD COLUMN minimum_total numeric(10, 2);
RESET lock_timeout;
CREATE INDEX CONCURRENTLY orders_archive_customer_idx ON orders_archive (customer_id);
