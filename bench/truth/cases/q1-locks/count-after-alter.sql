-- system: shop
-- expect: lock-held
-- because: The count reads 150 million rows while its own transaction keeps everybody from order_items.
SET lock_timeout = '2s';
ALTER TABLE order_items ADD COLUMN gift_wrapped boolean;
SELECT count(*) FROM order_items WHERE quantity < 1;
