-- system: shop
-- expect: lock-held, table-scan
-- because: The CHECK is added under ACCESS EXCLUSIVE, which is kept while it is validated against every row.
SET lock_timeout = '2s';
ALTER TABLE reviews ADD CONSTRAINT customer_is_there CHECK (customer_id IS NOT NULL) NOT VALID;
ALTER TABLE reviews VALIDATE CONSTRAINT customer_is_there;
ALTER TABLE reviews ALTER COLUMN customer_id SET NOT NULL;
