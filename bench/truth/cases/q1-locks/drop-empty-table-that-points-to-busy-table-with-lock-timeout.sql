-- system: shop
-- expect: nothing
-- because: The lock on customers is asked for two seconds at most, and the table never had a row.
SET lock_timeout = '2s';
DROP TABLE trial_signups;
