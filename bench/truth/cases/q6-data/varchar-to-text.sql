-- system: bank
-- expect: nothing
-- because: a varchar is a text already as it lies on the disk
SET lock_timeout = '2s';
ALTER TABLE beneficiary ALTER COLUMN name TYPE text;
