-- system: shop
-- expect: nothing
-- because: Nobody writes the archive, and three million rows are sorted in a few seconds.
CREATE INDEX payments_archive_order_idx ON payments_archive (order_id);
