-- system: shop
-- expect: lock-queue
-- because: CREATE OR REPLACE VIEW takes ACCESS EXCLUSIVE on the view: its readers wait behind a change that waits.
CREATE OR REPLACE VIEW active_products AS
  SELECT id, sku, title, category_id, price, stock, weight_grams FROM products WHERE active;
