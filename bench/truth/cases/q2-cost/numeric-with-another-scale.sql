-- system: shop
-- expect: table-rewrite
-- because: Another number of digits behind the point is another value: every row is written again.
SET lock_timeout = '2s';
ALTER TABLE payments ALTER COLUMN fee TYPE numeric(12, 4);
