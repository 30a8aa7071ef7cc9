-- system: shop
-- expect: nothing
-- because: 2,000 rows are looked at within a millisecond, and the wait for the lock has a limit.
SET lock_timeout = '2s';
ALTER TABLE coupons ADD CONSTRAINT percent_of_a_hundred CHECK (percent BETWEEN 0 AND 100);
