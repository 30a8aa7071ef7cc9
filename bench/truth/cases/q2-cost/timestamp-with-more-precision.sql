-- system: shop
-- expect: nothing
-- because: What was rounded to milliseconds fits where microseconds do.
SET lock_timeout = '2s';
ALTER TABLE payments ALTER COLUMN settled_at TYPE timestamptz(6);
