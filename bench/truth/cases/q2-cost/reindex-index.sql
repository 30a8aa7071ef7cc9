-- system: shop
-- expect: index-build
-- because: The index is locked against all, and with it every query that is planned on its table.
SET lock_timeout = '2s';
REINDEX INDEX orders_customer_placed_idx;
