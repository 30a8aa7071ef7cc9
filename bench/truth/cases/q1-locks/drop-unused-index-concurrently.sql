-- system: shop
-- expect: nothing
-- because: CONCURRENTLY waits for those who use the index without making others wait, and no query uses it.
DROP INDEX CONCURRENTLY products_supplier_idx;
