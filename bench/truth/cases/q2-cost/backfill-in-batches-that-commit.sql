-- system: shop
-- expect: nothing
-- because: Each round commits its 5,000 rows, so that nobody waits for long and vacuum keeps up.
-- ante:no-transaction
DO $$
DECLARE
  first bigint := 0;
BEGIN
  WHILE first < (SELECT max(id) FROM products) LOOP
    UPDATE products SET weight_grams = weight_grams + 20 WHERE id > first AND id <= first + 5000;
    COMMIT;
    first := first + 5000;
  END LOOP;
END $$;
