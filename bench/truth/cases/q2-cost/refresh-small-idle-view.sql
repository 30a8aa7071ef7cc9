-- system: shop
-- expect: nothing
-- because: A few rows of a view that nobody asks for.
REFRESH MATERIALIZED VIEW union_countries;
