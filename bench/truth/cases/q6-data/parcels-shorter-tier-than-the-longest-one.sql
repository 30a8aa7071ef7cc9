-- system: parcels
-- expect: nothing
-- because: No tier is longer than five characters.
SET lock_timeout = '2s';
ALTER TABLE voucher ADD COLUMN tier varchar(5);
ALTER TABLE voucher ALTER COLUMN percent TYPE smallint;
