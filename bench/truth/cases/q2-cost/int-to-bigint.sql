-- system: shop
-- expect: table-rewrite
-- because: A bigint is twice as wide: every row is written again.
SET lock_timeout = '2s';
ALTER TABLE order_items ALTER COLUMN returned TYPE bigint;
