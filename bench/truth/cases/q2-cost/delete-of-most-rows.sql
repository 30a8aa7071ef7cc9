-- system: shop
-- expect: bulk-write
-- because: Millions of rows are deleted in one transaction.
DELETE FROM carts WHERE expires_at < timestamp '2026-11-15';
