-- system: parcels
-- expect: nothing
-- because: CONCURRENTLY works partition by partition beside the traffic.
REINDEX TABLE CONCURRENTLY parcel;
