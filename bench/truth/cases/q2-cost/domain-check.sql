-- system: shop
-- expect: table-scan
-- because: A new rule of a domain is tried on every column of that type, under locks that stop writers.
SET lock_timeout = '2s';
ALTER DOMAIN money_amount ADD CONSTRAINT not_negative CHECK (VALUE >= 0);
