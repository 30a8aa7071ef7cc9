-- system: shop
-- expect: lock-queue
-- because: SET STORAGE writes no row, but it takes ACCESS EXCLUSIVE, and 1,100 requests a second queue behind it.
ALTER TABLE products ALTER COLUMN description SET STORAGE EXTERNAL;
