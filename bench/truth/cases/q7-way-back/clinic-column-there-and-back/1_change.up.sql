-- system: clinic
-- expect: nothing
-- because: the way back drops the column that the way up made
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN pronouns text;
