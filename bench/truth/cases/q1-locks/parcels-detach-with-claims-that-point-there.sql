-- system: parcels
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: Rows of claim point to parcels of September: the server refuses to take these out.
SET lock_timeout = '2s';
ALTER TABLE parcel DETACH PARTITION parcel_2026_09;
