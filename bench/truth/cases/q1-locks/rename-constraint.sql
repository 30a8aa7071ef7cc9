-- system: shop
-- expect: lock-queue
-- because: RENAME CONSTRAINT takes ACCESS EXCLUSIVE, like every other RENAME of a table's part.
ALTER TABLE orders RENAME CONSTRAINT orders_customer_fkey TO orders_have_a_customer;
