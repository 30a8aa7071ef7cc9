-- system: shop
-- expect: nothing
-- because: NOT VALID looks at rows to come alone.
SET lock_timeout = '2s';
ALTER TABLE payments ADD CONSTRAINT fee_not_negative CHECK (fee >= 0) NOT VALID;
