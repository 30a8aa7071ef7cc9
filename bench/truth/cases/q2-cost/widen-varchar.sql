-- system: shop
-- expect: nothing
-- because: Whatever fits into 100 characters fits into 250: the catalog changes, no row does.
SET lock_timeout = '2s';
ALTER TABLE orders ALTER COLUMN gift_text TYPE varchar(250);
