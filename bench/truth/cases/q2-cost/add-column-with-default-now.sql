-- system: shop
-- expect: nothing
-- because: now() is the same for all rows of a statement, and is kept once, in the catalog.
SET lock_timeout = '2s';
ALTER TABLE sessions ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();
