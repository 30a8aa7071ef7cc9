-- system: shop
-- expect: lock-queue
-- because: CREATE TRIGGER takes SHARE ROW EXCLUSIVE: 135 writes a second of carts wait behind it while it waits.
CREATE TRIGGER carts_touch BEFORE UPDATE ON carts FOR EACH ROW EXECUTE FUNCTION touch();
