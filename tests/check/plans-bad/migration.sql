SET lock_timeout = '2s';
DROP INDEX orders_waiting;
ALTER TABLE orders ALTER customer TYPE bigint;
