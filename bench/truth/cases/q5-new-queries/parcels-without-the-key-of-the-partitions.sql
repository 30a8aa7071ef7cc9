-- system: parcels
-- expect: new-query-reads-table
-- because: The number is not a key of any index but the first column of the primary key; the weight is of none, and all partitions are read.
-- queries: parcels-heavy-parcels.sql
COMMENT ON COLUMN parcel.weight_g IS 'in grams';
