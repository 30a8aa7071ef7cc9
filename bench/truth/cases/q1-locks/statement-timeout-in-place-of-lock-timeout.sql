-- system: shop
-- expect: nothing
-- because: statement_timeout counts the wait for locks too: the statement gives up after two seconds.
SET statement_timeout = '2s';
ALTER TABLE orders ADD COLUMN gift boolean;
