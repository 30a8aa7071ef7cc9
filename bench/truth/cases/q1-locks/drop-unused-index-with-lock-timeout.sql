-- system: shop
-- expect: nothing
-- because: Dropping is quick once the lock is there, it gives up after a second, and no query uses the index.
SET lock_timeout = '1s';
DROP INDEX products_supplier_idx;
