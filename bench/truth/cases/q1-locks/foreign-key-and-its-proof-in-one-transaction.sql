-- system: shop
-- expect: table-scan, lock-held
-- because: The lock of ADD CONSTRAINT is kept to the end of the transaction, and with it NOT VALID has won nothing.
SET lock_timeout = '2s';
ALTER TABLE reviews ADD CONSTRAINT reviews_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
ALTER TABLE reviews VALIDATE CONSTRAINT reviews_customer_fkey;
