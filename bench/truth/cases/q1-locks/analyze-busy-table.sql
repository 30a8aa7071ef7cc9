-- system: shop
-- expect: nothing
-- because: ANALYZE reads a sample under SHARE UPDATE EXCLUSIVE.
ANALYZE orders, order_items;
