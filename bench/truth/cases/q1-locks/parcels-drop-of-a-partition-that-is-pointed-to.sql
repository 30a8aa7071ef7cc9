-- system: parcels
-- expect: statement-fails, data-refuses, statement-may-fail
-- because: A partition that a foreign key may point to cannot be dropped.
SET lock_timeout = '2s';
DROP TABLE parcel_2026_09;
