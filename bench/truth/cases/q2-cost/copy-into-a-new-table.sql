-- system: shop
-- expect: nothing
-- because: Rows are read under ACCESS SHARE, and written where nobody else can see them yet.
CREATE TABLE gold_customers (id bigint PRIMARY KEY, email text NOT NULL);
INSERT INTO gold_customers SELECT id, email FROM customers WHERE tier = 'gold';
