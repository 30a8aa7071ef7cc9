-- system: shop
-- expect: lock-queue
-- because: DROP INDEX takes ACCESS EXCLUSIVE on the table of the index, and waits for it without a limit.
DROP INDEX products_supplier_idx;
