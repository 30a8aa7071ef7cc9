-- system: shop
-- expect: nothing
-- because: A function in SQL is put in place of its call: what is left is a constant, though the function is VOLATILE by name.
SET lock_timeout = '2s';
CREATE FUNCTION first_channel() RETURNS text LANGUAGE sql AS $$ SELECT 'web'::text $$;
ALTER TABLE customers ADD COLUMN channel text DEFAULT first_channel();
