INSERT INTO orders (state) VALUES ($1)
UPDATE orders SET state = $2 WHERE id = $1
UPDATE orders SET state = 'parked' WHERE id = $1
INSERT INTO orders (total) VALUES ($1)
UPDATE orders SET tax = $2 WHERE id = $1
