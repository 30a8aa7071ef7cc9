-- system: shop
-- expect: table-rewrite
-- because: clock_timestamp() is volatile, unlike now().
SET lock_timeout = '2s';
ALTER TABLE sessions ADD COLUMN seen_at timestamptz NOT NULL DEFAULT clock_timestamp();
