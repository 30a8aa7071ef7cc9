-- system: parcels
-- expect: query-breaks
-- because: The web calls it by the right that everybody has, and has none of its own.
REVOKE EXECUTE ON FUNCTION price_of(int, text) FROM PUBLIC;
