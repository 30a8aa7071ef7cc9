-- system: shop
-- expect: nothing
-- because: The column is NULL in every row: nothing is lost, and the rows are not touched.
SET lock_timeout = '2s';
ALTER TABLE products DROP COLUMN legacy_code;
