-- system: shop
-- expect: nothing
-- because: No index has the column, and rows do not know their collation.
SET lock_timeout = '2s';
ALTER TABLE customers ALTER COLUMN referrer TYPE varchar(60) COLLATE "POSIX";
