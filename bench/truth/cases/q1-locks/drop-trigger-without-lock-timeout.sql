-- system: shop
-- expect: lock-queue
-- because: DROP TRIGGER takes ACCESS EXCLUSIVE on products, which 1,100 requests a second read.
DROP TRIGGER products_stock ON products;
