-- system: bank
-- expect: query-breaks
-- because: the running application calls the function with one argument, and there is none such any more
DROP FUNCTION mask(text);
CREATE FUNCTION mask(iban text, stars int) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT left(iban, 4) || repeat('*', stars) || right(iban, 4) $$;
