-- system: pharmacy
-- expect: nothing
-- because: opening_hours has nothing to do with the index of medicine that calls a function of the database's own
SET lock_timeout = '2s';
ALTER TABLE opening_hours ADD COLUMN remark text;
