-- system: parcels
-- expect: nothing
-- because: Of one partition nobody is kept away.
REINDEX TABLE CONCURRENTLY parcel_2026_11;
