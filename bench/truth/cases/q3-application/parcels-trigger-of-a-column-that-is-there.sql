-- system: parcels
-- expect: nothing
-- because: The table has the column that the function sets.
SET lock_timeout = '2s';
CREATE TRIGGER sender_touch BEFORE UPDATE ON sender FOR EACH ROW EXECUTE FUNCTION touch();
