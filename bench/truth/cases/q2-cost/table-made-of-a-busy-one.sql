-- system: shop
-- expect: nothing
-- because: Reading locks nobody out, and the index is built on a table that nobody else can see yet.
CREATE TABLE buyers AS SELECT customer_id, sum(total) AS spent FROM orders GROUP BY customer_id;
CREATE UNIQUE INDEX buyers_customer_key ON buyers (customer_id);
