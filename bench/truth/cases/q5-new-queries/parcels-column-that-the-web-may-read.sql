-- system: parcels
-- expect: nothing
-- because: The right to the new column comes with it.
-- queries: parcels-phone-of-a-driver.sql
SET lock_timeout = '2s';
ALTER TABLE driver ADD COLUMN phone text;
GRANT SELECT (phone) ON driver TO web;
