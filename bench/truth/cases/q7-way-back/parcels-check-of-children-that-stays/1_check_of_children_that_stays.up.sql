-- system: parcels
-- expect: way-back-differs
-- because: ONLY leaves the constraint with the children, as one of their own.
SET lock_timeout = '2s';
ALTER TABLE reading ADD CONSTRAINT sensor_is_known CHECK (sensor >= 0) NOT VALID;
