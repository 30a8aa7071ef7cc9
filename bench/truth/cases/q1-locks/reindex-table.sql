-- system: shop
-- expect: index-build
-- because: REINDEX keeps writers from orders, and all who plan a query of it, until its three indexes are built again.
SET lock_timeout = '2s';
REINDEX TABLE orders;
