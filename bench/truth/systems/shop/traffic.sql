-- Customers
-- 400/s, 0.4 ms
SELECT id, email, name, loyalty_points FROM customers WHERE id = $1
-- 120/s, 0.5 ms
SELECT id, email, name, country_code FROM customers WHERE email = $1
-- 3/s, 1 ms
INSERT INTO customers (email, name, country_code) VALUES ($1, $2, $3) RETURNING id
-- 80/s, 1 ms
UPDATE customers SET last_seen_at = now() WHERE id = $1
-- 8/s, 1 ms
UPDATE customers SET loyalty_points = loyalty_points + $1 WHERE id = $2

-- The catalogue
-- 900/s, 0.4 ms
SELECT id, sku, title, price, stock FROM products WHERE id = $1
-- 150/s, 3 ms
SELECT id, title, price FROM products WHERE category_id = $1 AND active ORDER BY title LIMIT 50
-- 60/s, 0.5 ms
SELECT id, title, price FROM active_products WHERE sku = $1
-- 40/s, 1 ms
UPDATE products SET stock = stock - $1 WHERE id = $2
-- 200/s, 0.3 ms
SELECT id, name, parent_id, position FROM categories ORDER BY position
-- 120/s, 0.4 ms
SELECT sold FROM product_sales WHERE product_id = $1
-- 250/s, 0.8 ms
SELECT id, stars, body FROM reviews WHERE product_id = $1 LIMIT 20
-- 2/s, 1 ms
INSERT INTO reviews (product_id, customer_id, stars, body) VALUES ($1, $2, $3, $4)

-- Sessions and carts
-- 1500/s, 0.3 ms
SELECT customer_id, data FROM sessions WHERE token = $1 AND expires_at > now()
-- 200/s, 0.6 ms
UPDATE sessions SET data = $1, expires_at = $2 WHERE token = $3
-- 20/s, 0.6 ms
INSERT INTO sessions (token, customer_id, data, expires_at) VALUES ($1, $2, $3, $4)
-- 300/s, 0.5 ms
SELECT id, content FROM carts WHERE customer_id = $1
-- 120/s, 1 ms
UPDATE carts SET content = $1, touched_at = now() WHERE id = $2
-- 15/s, 1 ms
INSERT INTO carts (id, customer_id, content, expires_at) VALUES ($1, $2, $3, $4)

-- Checkout
-- 25/s, 2 ms
INSERT INTO orders (customer_id, status, total, currency, coupon_id, placed_at) VALUES ($1, $2, $3, $4, $5, now()) RETURNING id
-- 60/s, 2 ms
INSERT INTO order_items (order_id, line, product_id, quantity, unit_price) VALUES ($1, $2, $3, $4, $5)
-- 60/s, 1 ms
UPDATE orders SET status = $1 WHERE id = $2
-- 150/s, 0.5 ms
SELECT id, status, total, currency, placed_at FROM orders WHERE id = $1
-- 90/s, 1 ms
SELECT id, status, total, placed_at FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 20
-- 200/s, 0.6 ms
SELECT line, product_id, quantity, unit_price FROM order_items WHERE order_id = $1
-- 45/s, 0.4 ms
SELECT id, percent, valid_until FROM coupons WHERE code = $1
-- 6/s, 0.8 ms
UPDATE coupons SET used = used + 1 WHERE id = $1
-- 25/s, 1 ms
INSERT INTO payments (order_id, amount, method, state, paid_at) VALUES ($1, $2, $3, $4, now()) RETURNING id
-- 60/s, 0.6 ms
SELECT id, amount, state FROM payments WHERE order_id = $1
-- 25/s, 1 ms
UPDATE payments SET state = $1 WHERE id = $2

-- What happens behind
-- 180/s, 0.5 ms
INSERT INTO audit_events (at, actor, what, detail) VALUES (now(), $1, $2, $3)
-- 4/s, 5 ms
SELECT at, what FROM audit_events WHERE actor = $1 ORDER BY at DESC LIMIT 50
-- 22/s, 1 ms
INSERT INTO shipments (order_id, sent_at, carrier, state) VALUES ($1, $2, $3, $4)
-- 40/s, 1 ms
SELECT carrier, state, sent_at FROM shipments WHERE order_id = $1
-- 90/s, 0.5 ms
INSERT INTO inbox_events (id, source, payload, received_at) VALUES ($1, $2, $3, now())
-- 90/s, 0.6 ms
DELETE FROM inbox_events WHERE id = $1
-- 70/s, 0.5 ms
INSERT INTO outbox_events (id, target, payload) VALUES ($1, $2, $3)
-- 70/s, 0.6 ms
DELETE FROM outbox_events WHERE id = $1
-- 0.005/s, 45 s
SELECT c.country_code, sum(o.total) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.placed_at >= $1 GROUP BY c.country_code
-- 0.01/s, 20 s
SELECT p.category_id, sum(i.quantity) FROM order_items i JOIN products p ON p.id = i.product_id GROUP BY p.category_id
