-- system: bank
-- expect: nothing
-- because: called with one argument the function does what it did, and there is no moment without it
BEGIN;
DROP FUNCTION mask(text);
CREATE FUNCTION mask(iban text, stars int DEFAULT 12) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT left(iban, 4) || repeat('*', stars) || right(iban, 4) $$;
COMMIT;
