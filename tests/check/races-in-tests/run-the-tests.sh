# As libraries do it that validate, and find or create.
psql -XqAt -v ON_ERROR_STOP=1 <<'SQL'
BEGIN;
SELECT 1 AS one FROM person WHERE email = 'ann@example.org' LIMIT 1;
INSERT INTO person (email, name) VALUES ('ann@example.org', 'Ann');
-- Another customer's: no look for what is inserted.
SELECT id FROM orders WHERE customer = 7 LIMIT 1;
INSERT INTO orders (customer, product) VALUES (8, 1);
COMMIT;
BEGIN;
-- Who has the customer's row has its orders for himself.
SELECT name FROM customer WHERE id = 9 FOR UPDATE;
SELECT id FROM orders WHERE customer = 9 AND product = 2 LIMIT 1;
INSERT INTO orders (id, customer, product) VALUES (1000, 9, 2);
COMMIT;
SQL
