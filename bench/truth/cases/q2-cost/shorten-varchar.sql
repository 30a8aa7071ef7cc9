-- system: shop
-- expect: table-rewrite
-- because: Each value might be too long: the table is gone over, and written again.
SET lock_timeout = '2s';
ALTER TABLE orders ALTER COLUMN note TYPE varchar(100);
