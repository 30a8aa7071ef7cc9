-- system: shop
-- expect: nothing
-- because: Three rows are written.
UPDATE orders SET note = NULL WHERE id IN (1007, 2019, 90044);
