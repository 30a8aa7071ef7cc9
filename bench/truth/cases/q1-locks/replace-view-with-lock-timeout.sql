-- system: shop
-- expect: nothing
-- because: The new column comes last, so that readers go on, and the statement gives up after two seconds.
SET lock_timeout = '2s';
CREATE OR REPLACE VIEW active_products AS
  SELECT id, sku, title, category_id, price, stock, weight_grams FROM products WHERE active;
