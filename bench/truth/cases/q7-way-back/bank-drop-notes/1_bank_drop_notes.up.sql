-- system: bank
-- expect: way-back-loses, data-lost, way-back-differs
-- because: the column comes back empty: the notes about fifteen million holders are gone
SET lock_timeout = '2s';
ALTER TABLE holder DROP COLUMN notes;
