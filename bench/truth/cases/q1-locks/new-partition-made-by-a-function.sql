-- system: shop
-- expect: lock-queue, table-scan, lock-held
-- because: The function makes a partition: ACCESS EXCLUSIVE on shipments, and its default partition is read whole.
SELECT make_month('shipments', '2026-12-01');
