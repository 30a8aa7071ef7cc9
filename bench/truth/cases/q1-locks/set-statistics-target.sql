-- system: shop
-- expect: nothing
-- because: SET STATISTICS takes SHARE UPDATE EXCLUSIVE alone.
ALTER TABLE orders ALTER COLUMN status SET STATISTICS 1000;
