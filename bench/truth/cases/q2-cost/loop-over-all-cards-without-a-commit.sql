-- system: bank
-- expect: bulk-write
-- because: the loop makes small pieces, and one transaction keeps the locks and dead rows of all of them: twelve million cards
DO $$
DECLARE
  first bigint := 0;
BEGIN
  WHILE first <= (SELECT max(id) FROM card) LOOP
    UPDATE card SET number_hash = 'v2:' || number_hash WHERE id > first AND id <= first + 1000;
    first := first + 1000;
  END LOOP;
END
$$;
