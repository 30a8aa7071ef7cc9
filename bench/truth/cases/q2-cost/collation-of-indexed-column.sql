-- system: shop
-- expect: index-build, table-rewrite
-- because: Rows stay as they are, but an index in another order must be built again, under ACCESS EXCLUSIVE.
SET lock_timeout = '2s';
ALTER TABLE customers ALTER COLUMN phone TYPE varchar(20) COLLATE "POSIX";
