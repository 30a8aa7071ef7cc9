-- system: shop
-- expect: nothing
-- because: CONCURRENTLY takes SHARE UPDATE EXCLUSIVE, which stops neither readers nor writers.
CREATE INDEX CONCURRENTLY orders_coupon_idx ON orders (coupon_id);
