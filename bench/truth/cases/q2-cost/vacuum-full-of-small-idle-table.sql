-- system: shop
-- expect: nothing
-- because: 80 rows that nobody asks for.
VACUUM FULL store_settings;
