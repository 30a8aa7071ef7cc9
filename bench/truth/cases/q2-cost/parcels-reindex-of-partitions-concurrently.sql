-- system: parcels
-- expect: lock-queue
-- because: It begins with SHARE on all partitions at once: where a writer lets it wait for the last one, those of the first wait too.
REINDEX TABLE CONCURRENTLY parcel;
