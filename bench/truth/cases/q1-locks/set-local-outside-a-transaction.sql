-- system: shop
-- expect: lock-queue
-- because: SET LOCAL outside a transaction has no effect but a warning: the statement after it waits without a limit.
-- ante:no-transaction
SET LOCAL lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN gift boolean;
