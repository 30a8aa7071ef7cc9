-- system: pharmacy
-- expect: nothing
-- because: every query of medicine lists its columns; that one of its indexes calls a function of the database's own changes nothing
SET lock_timeout = '2s';
ALTER TABLE medicine ADD COLUMN withdrawn_on date;
