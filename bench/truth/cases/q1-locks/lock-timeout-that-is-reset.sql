-- system: shop
-- expect: lock-queue
-- because: The second statement has no limit any more, and the first table stays locked while it waits.
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN gift boolean;
RESET lock_timeout;
ALTER TABLE customers ADD COLUMN likes_gifts boolean;
