-- system: shop
-- expect: nothing
-- because: A constant default is kept once, in the catalog.
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN source text NOT NULL DEFAULT 'web';
