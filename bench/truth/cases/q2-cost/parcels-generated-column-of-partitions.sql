-- system: parcels
-- expect: table-rewrite
-- because: A stored generated column is worked out for every row of every partition.
SET lock_timeout = '2s';
ALTER TABLE parcel ADD COLUMN weight_kg numeric GENERATED ALWAYS AS (weight_g / 1000.0) STORED;
