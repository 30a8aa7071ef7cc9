-- system: shop
-- expect: nothing
-- because: CREATE STATISTICS takes SHARE UPDATE EXCLUSIVE, and reads nothing until the next ANALYZE.
CREATE STATISTICS orders_status_currency ON status, currency FROM orders;
