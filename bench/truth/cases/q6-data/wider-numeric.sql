-- system: bank
-- expect: nothing
-- because: more digits before the point, as many behind it: every value fits, and none is written again
SET lock_timeout = '2s';
ALTER TABLE account ALTER COLUMN overdraft TYPE numeric(18, 2);
