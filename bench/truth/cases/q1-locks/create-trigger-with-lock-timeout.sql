-- system: shop
-- expect: nothing
-- because: A trigger is a row in the catalog, and the statement gives up after two seconds.
SET lock_timeout = '2s';
CREATE TRIGGER carts_touch BEFORE UPDATE ON carts FOR EACH ROW EXECUTE FUNCTION touch();
