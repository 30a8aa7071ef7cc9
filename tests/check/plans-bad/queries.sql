SELECT id, customer FROM orders WHERE state = $1 ORDER BY placed LIMIT $2
SELECT id, state FROM orders WHERE customer = $1
UPDATE orders SET state = $1 WHERE id = $2
