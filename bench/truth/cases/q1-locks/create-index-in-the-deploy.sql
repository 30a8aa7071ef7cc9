-- system: shop
-- expect: index-build
-- because: CREATE INDEX holds SHARE: no order is written for as long as 60 million rows are read and sorted.
SET lock_timeout = '2s';
CREATE INDEX orders_coupon_idx ON orders (coupon_id);
