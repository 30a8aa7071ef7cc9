-- What a shop asks one after the other, and no two of them belong together.
SELECT id, product FROM orders WHERE customer = $1;
INSERT INTO orders (customer, product) VALUES ($1, $2);
SELECT count(*) FROM orders WHERE customer = $1;
INSERT INTO orders (customer) VALUES ($1);
SELECT id FROM orders WHERE customer = $1 ORDER BY id DESC LIMIT 1;
INSERT INTO orders (customer, product) VALUES ($1, 7);
UPDATE price SET until = now() WHERE product = $1 AND until IS NULL;
INSERT INTO price (product, amount) VALUES ($1, $2);
SELECT EXISTS (SELECT FROM person WHERE email = $1);
INSERT INTO person (email, name) VALUES ($1, 'somebody');
UPDATE setting SET value = $2 WHERE name = $1;
INSERT INTO setting (name, value) VALUES ($1, $2);
