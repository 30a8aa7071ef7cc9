-- system: shop
-- expect: table-rewrite
-- because: Each row that is there gets its number.
SET lock_timeout = '2s';
ALTER TABLE inbox_events ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;
