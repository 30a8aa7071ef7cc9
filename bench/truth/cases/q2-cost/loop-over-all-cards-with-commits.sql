-- system: bank
-- expect: nothing
-- because: the loop commits after every thousand cards, so that no lock is held for longer than that takes
DO $$
DECLARE
  first bigint := 0;
  last bigint := (SELECT max(id) FROM card);
BEGIN
  WHILE first <= last LOOP
    UPDATE card SET number_hash = 'v2:' || number_hash WHERE id > first AND id <= first + 1000;
    COMMIT;
    first := first + 1000;
  END LOOP;
END
$$;
