-- system: shop
-- expect: nothing
-- because: 2,000 rows are written again within milliseconds, and the wait for the lock has a limit.
SET lock_timeout = '2s';
ALTER TABLE coupons ALTER COLUMN campaign TYPE varchar(30);
