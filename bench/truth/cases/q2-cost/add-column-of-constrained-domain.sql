-- system: shop
-- expect: table-rewrite
-- because: A column whose type is a domain with constraints is written into every row, even without a default.
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN tip money_amount;
