-- system: parcels
-- expect: nothing
-- because: Who calls it gets the right by name before everybody loses it.
GRANT EXECUTE ON FUNCTION price_of(int, text) TO web;
REVOKE EXECUTE ON FUNCTION price_of(int, text) FROM PUBLIC;
