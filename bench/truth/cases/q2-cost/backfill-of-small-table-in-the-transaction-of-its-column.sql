-- system: shop
-- expect: nothing
-- because: 120 rows are written within milliseconds while the lock is held.
SET lock_timeout = '2s';
ALTER TABLE categories ADD COLUMN slug text;
UPDATE categories SET slug = lower(name);
