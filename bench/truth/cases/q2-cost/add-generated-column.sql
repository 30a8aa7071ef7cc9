-- system: shop
-- expect: table-rewrite
-- because: A stored generated column is worked out for each row there is.
SET lock_timeout = '2s';
ALTER TABLE order_items ADD COLUMN line_total numeric GENERATED ALWAYS AS (quantity * unit_price) STORED;
