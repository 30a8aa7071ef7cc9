-- system: shop
-- expect: nothing
-- because: NOT VALID looks at no row, and VALIDATE lets readers and writers go on.
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE reviews ADD CONSTRAINT reviews_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
COMMIT;
BEGIN;
ALTER TABLE reviews VALIDATE CONSTRAINT reviews_customer_fkey;
COMMIT;
