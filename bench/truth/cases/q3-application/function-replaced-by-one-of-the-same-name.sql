-- system: bank
-- expect: nothing
-- because: name, argument and type are the same, and the running application calls it as before
CREATE OR REPLACE FUNCTION mask(iban text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT left(iban, 2) || repeat('*', 14) || right(iban, 4) $$;
