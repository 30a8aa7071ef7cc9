-- system: shop
-- expect: nothing
-- because: 150 rows that nobody asks for.
ALTER TABLE shipping_zones ALTER COLUMN id TYPE bigint;
