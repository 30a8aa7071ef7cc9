-- system: shop
-- expect: nothing
-- because: Nobody writes the archive, so that a lock against writers stops nobody, however long it is held.
CREATE INDEX orders_archive_customer_idx ON orders_archive (customer_id);
