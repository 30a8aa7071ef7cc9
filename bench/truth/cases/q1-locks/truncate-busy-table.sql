-- system: shop
-- expect: lock-queue, data-lost
-- because: TRUNCATE takes ACCESS EXCLUSIVE, for which it waits without a limit, and logs out everybody.
TRUNCATE sessions;
