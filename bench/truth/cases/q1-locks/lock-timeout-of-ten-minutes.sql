-- system: shop
-- expect: lock-queue
-- because: A limit of ten minutes is none: behind a report of 45 s some ten thousand requests wait before it gives up.
SET lock_timeout = '10min';
ALTER TABLE orders ADD COLUMN gift boolean;
