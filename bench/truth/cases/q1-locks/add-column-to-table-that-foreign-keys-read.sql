-- system: shop
-- expect: lock-queue
-- because: Each new customer locks its row in countries for the foreign key, though no query names the table.
ALTER TABLE countries ADD COLUMN currency char(3);
