-- system: parcels
-- expect: nothing
-- because: The search path leads to the small one of the two tables, which nobody asks.
SET search_path = billing, public;
ALTER TABLE account ALTER COLUMN state TYPE varchar(12);
RESET search_path;
