-- system: shop
-- expect: nothing
-- because: More digits before the point, as many behind it: no row changes.
SET lock_timeout = '2s';
ALTER TABLE payments ALTER COLUMN fee TYPE numeric(12, 2);
