-- system: shop
-- expect: nothing
-- because: GRANT takes no lock on the table that anybody else wants.
GRANT SELECT ON orders, customers TO PUBLIC;
