SELECT pg_advisory_xact_lock($1);
INSERT INTO orders (customer, product) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM orders WHERE customer = $1 AND product = $2);
