-- system: shop
-- expect: statement-fails
-- because: A value that an uncommitted ADD VALUE made must not be used yet.
ALTER TYPE payment_state ADD VALUE 'disputed';
UPDATE payments SET state = 'disputed' WHERE id = 12;
