-- system: parcels
-- expect: nothing
-- because: The query takes the index that is there.
-- queries: parcels-claims-of-a-parcel.sql
COMMENT ON TABLE claim IS 'what was lost or broken';
