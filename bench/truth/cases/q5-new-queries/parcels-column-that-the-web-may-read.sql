-- system: parcels
-- expect: deploy-order
-- because: The right to the new column comes with it; before the change, the query is refused.
-- queries: parcels-phone-of-a-driver.sql
SET lock_timeout = '2s';
ALTER TABLE driver ADD COLUMN phone text;
GRANT SELECT (phone) ON driver TO web;
