-- system: shop
-- expect: nothing
-- because: Neither the column nor the constraint looks at a row.
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN parcels int NOT NULL DEFAULT 1;
ALTER TABLE orders ADD CONSTRAINT at_least_one_parcel CHECK (parcels > 0) NOT VALID;
