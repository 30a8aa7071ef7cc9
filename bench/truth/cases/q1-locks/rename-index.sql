-- system: shop
-- expect: nothing
-- because: ALTER INDEX … RENAME takes SHARE UPDATE EXCLUSIVE on the index and nothing on its table.
ALTER INDEX orders_status_placed_idx RENAME TO orders_by_status;
