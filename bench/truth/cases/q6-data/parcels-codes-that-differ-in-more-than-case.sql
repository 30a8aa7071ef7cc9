-- system: parcels
-- expect: nothing
-- because: All codes differ as citext too.
SET lock_timeout = '2s';
ALTER TABLE voucher ALTER COLUMN code TYPE citext;
