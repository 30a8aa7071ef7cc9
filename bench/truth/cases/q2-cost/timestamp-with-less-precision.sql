-- system: shop
-- expect: table-rewrite
-- because: Fractions of a second must be rounded away in every row.
SET lock_timeout = '2s';
ALTER TABLE inbox_events ALTER COLUMN received_at TYPE timestamptz(0);
