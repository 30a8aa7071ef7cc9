-- system: shop
-- expect: nothing
-- because: A count takes ACCESS SHARE alone; the strong lock is asked for after it, and held for a moment.
SET lock_timeout = '2s';
SELECT count(*) FROM order_items WHERE quantity < 1;
ALTER TABLE order_items ADD COLUMN gift_wrapped boolean;
