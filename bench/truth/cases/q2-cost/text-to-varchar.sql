-- system: shop
-- expect: table-rewrite
-- because: Each value might be too long: the table is gone over, and written again.
SET lock_timeout = '2s';
ALTER TABLE orders ALTER COLUMN external_ref TYPE varchar(80);
