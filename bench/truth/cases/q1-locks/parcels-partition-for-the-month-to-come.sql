-- system: parcels
-- expect: nothing
-- because: It is new and empty, there is no default partition, and the wait for the parent ends after two seconds.
SET lock_timeout = '2s';
CREATE TABLE parcel_2026_12 PARTITION OF parcel FOR VALUES FROM ('2026-12-01') TO ('2027-01-01');
