-- system: shop
-- expect: nothing
-- because: The value is committed before a row takes it, and one row is written.
-- ante:no-transaction
ALTER TYPE payment_state ADD VALUE IF NOT EXISTS 'disputed';
UPDATE payments SET state = 'disputed' WHERE id = 12;
