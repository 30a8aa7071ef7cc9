-- system: parcels
-- expect: bulk-write
-- because: Sixty million parcels are written in one statement.
SET lock_timeout = '2s';
ALTER TABLE parcel ADD COLUMN insured boolean;
UPDATE parcel SET insured = price > 20;
