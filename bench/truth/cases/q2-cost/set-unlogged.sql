-- system: shop
-- expect: table-rewrite
-- because: The table is copied whole into one that is not logged.
SET lock_timeout = '2s';
ALTER TABLE sessions SET UNLOGGED;
