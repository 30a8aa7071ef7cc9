-- system: parcels
-- expect: index-build
-- because: REINDEX of the parent locks each partition against writers while its indexes are built.
REINDEX TABLE parcel;
