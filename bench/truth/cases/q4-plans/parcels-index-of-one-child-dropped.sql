-- system: parcels
-- expect: plan-worse
-- because: The query of the parent reads the year of that child whole from now on.
SET lock_timeout = '2s';
DROP INDEX reading_2026_sensor_idx;
