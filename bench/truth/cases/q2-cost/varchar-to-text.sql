-- system: shop
-- expect: nothing
-- because: varchar and text are stored alike.
SET lock_timeout = '2s';
ALTER TABLE orders ALTER COLUMN note TYPE text;
