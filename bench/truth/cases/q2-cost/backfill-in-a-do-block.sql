-- system: shop
-- expect: bulk-write
-- because: The loop looks like batches, but a DO block in a transaction commits none of them.
DO $$
DECLARE
  first bigint := 0;
BEGIN
  WHILE first < (SELECT max(id) FROM products) LOOP
    UPDATE products SET weight_grams = weight_grams + 20 WHERE id > first AND id <= first + 5000;
    first := first + 5000;
  END LOOP;
END $$;
