-- system: shop
-- expect: lock-held
-- because: coupons stays under ACCESS EXCLUSIVE while an index over 80 million rows of another table is built.
SET lock_timeout = '2s';
ALTER TABLE coupons ADD COLUMN minimum_total numeric(10, 2);
CREATE INDEX orders_archive_customer_idx ON orders_archive (customer_id);
