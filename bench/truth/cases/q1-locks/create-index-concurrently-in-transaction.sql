-- system: shop
-- expect: statement-fails
-- because: The server refuses CREATE INDEX CONCURRENTLY inside a transaction block.
BEGIN;
CREATE INDEX CONCURRENTLY orders_coupon_idx ON orders (coupon_id);
COMMIT;
