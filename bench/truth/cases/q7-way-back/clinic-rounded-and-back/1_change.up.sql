-- system: clinic
-- expect: way-back-loses
-- because: 0.25 is rounded away and does not come back
SET lock_timeout = '2s';
ALTER TABLE drug ALTER COLUMN strength TYPE int USING round(strength)::int;
