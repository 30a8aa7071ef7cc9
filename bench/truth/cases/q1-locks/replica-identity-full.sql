-- system: shop
-- expect: lock-queue
-- because: REPLICA IDENTITY is a flag in the catalog, set under ACCESS EXCLUSIVE.
ALTER TABLE payments REPLICA IDENTITY FULL;
