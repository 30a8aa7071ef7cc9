-- system: shop
-- expect: nothing
-- because: CONCURRENTLY lets readers go on, and the view has the unique index that it needs.
REFRESH MATERIALIZED VIEW CONCURRENTLY product_sales;
