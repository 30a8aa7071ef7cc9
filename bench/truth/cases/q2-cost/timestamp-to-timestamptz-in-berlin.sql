-- system: shop
-- expect: table-rewrite
-- because: In a time zone other than UTC each value is another one afterwards.
SET lock_timeout = '2s';
SET timezone = 'Europe/Berlin';
ALTER TABLE orders ALTER COLUMN shipped_at TYPE timestamptz;
