-- system: shop
-- expect: nothing
-- because: Replacing a function locks no table: the next call takes the new body.
CREATE OR REPLACE FUNCTION note_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN NULL;
END $$;
