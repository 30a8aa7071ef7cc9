-- system: parcels
-- expect: nothing
-- because: Seven hundred drivers are read in a moment.
-- queries: parcels-drivers-by-name.sql
COMMENT ON TABLE driver IS 'who drives';
