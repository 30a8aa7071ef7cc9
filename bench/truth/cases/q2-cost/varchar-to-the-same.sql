-- system: shop
-- expect: nothing
-- because: A type that stays as it is costs nothing.
SET lock_timeout = '2s';
ALTER TABLE orders ALTER COLUMN note TYPE varchar(200);
