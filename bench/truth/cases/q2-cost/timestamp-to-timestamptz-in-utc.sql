-- system: shop
-- expect: nothing
-- because: In UTC the two are the same bytes, and the server knows it.
SET lock_timeout = '2s';
SET timezone = 'UTC';
ALTER TABLE orders ALTER COLUMN shipped_at TYPE timestamptz;
