-- system: shop
-- expect: lock-queue
-- because: ACCESS EXCLUSIVE is asked for without a limit while reports of 45 s hold orders: all queue behind it.
ALTER TABLE orders ADD COLUMN delivery_note text;
