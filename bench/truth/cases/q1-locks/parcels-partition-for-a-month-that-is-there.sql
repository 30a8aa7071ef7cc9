-- system: parcels
-- expect: statement-fails
-- because: Its bounds overlap those of the partition of November.
SET lock_timeout = '2s';
CREATE TABLE parcel_late PARTITION OF parcel FOR VALUES FROM ('2026-11-15') TO ('2027-01-01');
