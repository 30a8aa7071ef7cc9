-- system: shop
-- expect: nothing
-- because: With NOWAIT the lock is there at once or the change is over: nobody ever waits behind it.
BEGIN;
LOCK TABLE orders IN ACCESS EXCLUSIVE MODE NOWAIT;
ALTER TABLE orders ADD COLUMN gift boolean;
COMMIT;
