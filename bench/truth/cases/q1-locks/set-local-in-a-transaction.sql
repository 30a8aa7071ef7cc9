-- system: shop
-- expect: nothing
-- because: SET LOCAL holds to the end of its transaction, in which the statement is.
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN gift boolean;
COMMIT;
