-- system: shop
-- expect: nothing
-- because: Each step commits: rows are read under SHARE UPDATE EXCLUSIVE, and SET NOT NULL believes the CHECK.
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE reviews DROP CONSTRAINT IF EXISTS customer_is_there;
ALTER TABLE reviews ADD CONSTRAINT customer_is_there CHECK (customer_id IS NOT NULL) NOT VALID;
ALTER TABLE reviews VALIDATE CONSTRAINT customer_is_there;
ALTER TABLE reviews ALTER COLUMN customer_id SET NOT NULL;
ALTER TABLE reviews DROP CONSTRAINT customer_is_there;
