-- system: shop
-- expect: nothing
-- because: Nobody asks for shipping_zones, so that the lock is there at once and nobody stands behind it.
ALTER TABLE shipping_zones ADD COLUMN delivery_days int;
