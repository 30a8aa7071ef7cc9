CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL, customer int NOT NULL, placed timestamptz NOT NULL, note text);
INSERT INTO orders SELECT n, CASE WHEN n % 200 = 0 THEN 'new' WHEN n % 50 = 0 THEN 'sent' ELSE 'done' END, n % 5000,
                          '2026-01-01'::timestamptz + n * interval '1 minute', 'a note of an order, as long as they are'
  FROM generate_series(1, 40000) n;
CREATE INDEX orders_waiting ON orders (placed) WHERE state = 'new';
CREATE INDEX orders_customer ON orders (customer);
CREATE INDEX orders_customer_state ON orders (customer, state);
SET default_statistics_target = 1000;
ANALYZE;
