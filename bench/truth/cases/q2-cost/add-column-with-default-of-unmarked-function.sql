-- system: shop
-- expect: table-rewrite
-- because: A function that does not say otherwise is VOLATILE, and what PL/pgSQL does in it nobody looks into.
SET lock_timeout = '2s';
CREATE FUNCTION first_channel() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'web'; END $$;
ALTER TABLE customers ADD COLUMN channel text DEFAULT first_channel();
