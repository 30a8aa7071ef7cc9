-- system: shop
-- expect: table-scan
-- because: Every row is looked at under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
ALTER TABLE reviews ALTER COLUMN customer_id SET NOT NULL;
