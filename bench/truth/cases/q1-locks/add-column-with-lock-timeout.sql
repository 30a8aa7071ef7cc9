-- system: shop
-- expect: nothing
-- because: A column without a default is a row in the catalog, and the wait for its lock ends after two seconds.
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN delivery_note text;
