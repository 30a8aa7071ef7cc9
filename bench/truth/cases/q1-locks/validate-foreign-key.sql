-- system: shop
-- expect: nothing
-- because: VALIDATE of a foreign key takes SHARE UPDATE EXCLUSIVE here and ROW SHARE there.
ALTER TABLE customers VALIDATE CONSTRAINT customers_country_fkey;
