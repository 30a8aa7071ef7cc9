-- system: shop
-- expect: nothing
-- because: CONCURRENTLY builds the new indexes beside the old ones.
REINDEX TABLE CONCURRENTLY orders;
