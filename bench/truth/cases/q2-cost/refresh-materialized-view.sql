-- system: shop
-- expect: table-rewrite, table-scan, lock-held
-- because: 150 million rows are summed up while nobody can read the view.
REFRESH MATERIALIZED VIEW product_sales;
