-- system: shop
-- expect: table-scan, lock-held
-- because: Twelve million rows are looked up while nobody writes reviews or customers.
SET lock_timeout = '2s';
ALTER TABLE reviews ADD CONSTRAINT reviews_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers;
