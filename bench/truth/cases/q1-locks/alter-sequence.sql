-- system: shop
-- expect: lock-queue
-- because: An INSERT that drew a number keeps ROW EXCLUSIVE on the sequence, for whose end ALTER SEQUENCE waits.
ALTER SEQUENCE orders_id_seq CACHE 100;
