-- system: shop
-- expect: table-rewrite
-- because: VACUUM FULL writes the table again under ACCESS EXCLUSIVE.
VACUUM FULL carts;
