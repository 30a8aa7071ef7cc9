-- system: shop
-- expect: nothing
-- because: The inner LIMIT keeps the transaction at 5,000 rows.
DELETE FROM carts WHERE id IN (SELECT id FROM carts WHERE expires_at < timestamp '2026-11-15' LIMIT 5000);
