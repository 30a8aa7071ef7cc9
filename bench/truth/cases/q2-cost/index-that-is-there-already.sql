-- system: shop
-- expect: nothing
-- because: IF NOT EXISTS finds a good index of that name and builds none.
SET lock_timeout = '2s';
CREATE INDEX IF NOT EXISTS orders_status_placed_idx ON orders (status, placed_at);
