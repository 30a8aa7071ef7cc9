-- system: shop
-- expect: nothing
-- because: A STABLE function is called once, and its value kept in the catalog.
SET lock_timeout = '2s';
CREATE FUNCTION first_channel() RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 'web'; END $$;
ALTER TABLE customers ADD COLUMN channel text DEFAULT first_channel();
