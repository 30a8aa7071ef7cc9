-- system: shop
-- expect: nothing
-- because: VACUUM and ANALYZE take SHARE UPDATE EXCLUSIVE.
VACUUM (ANALYZE) orders;
