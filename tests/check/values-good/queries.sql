INSERT INTO orders (state, total, low, high, code) VALUES ($1, $2, $3, $4, $5)
UPDATE orders SET state = $2 WHERE id = $1
UPDATE orders SET state = 'paid', total = total + 1 WHERE id = $1
UPDATE orders SET low = $1, high = $2, code = $3 WHERE id = $4
INSERT INTO visit (id, page) VALUES ($1, $2)
