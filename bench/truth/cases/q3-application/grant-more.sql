-- system: clinic
-- expect: nothing
-- because: a right more takes nothing from anybody
SET lock_timeout = '2s';
GRANT SELECT ON drug, room TO pg_monitor;
COMMENT ON COLUMN drug.form IS 'tablet, pill or syrup';
