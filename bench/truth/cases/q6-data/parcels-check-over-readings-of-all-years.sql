-- system: parcels
-- expect: nothing
-- because: NOT VALID reads no row, of the parent nor of its children, and all keep to it at their next update.
SET lock_timeout = '2s';
ALTER TABLE reading ADD CONSTRAINT reading_sensor_is_known CHECK (sensor >= 0) NOT VALID;
