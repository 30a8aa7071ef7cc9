-- system: shop
-- expect: table-rewrite
-- because: CLUSTER writes the table again, in another order, under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
CLUSTER orders USING orders_customer_placed_idx;
