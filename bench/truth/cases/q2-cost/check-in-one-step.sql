-- system: shop
-- expect: table-scan
-- because: Every row is looked at under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
ALTER TABLE payments ADD CONSTRAINT fee_not_negative CHECK (fee >= 0);
