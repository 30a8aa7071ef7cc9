-- system: parcels
-- expect: new-query-refused
-- because: The web may read two columns of drivers, and the new one is not among them.
-- queries: parcels-phone-of-a-driver.sql
SET lock_timeout = '2s';
ALTER TABLE driver ADD COLUMN phone text;
