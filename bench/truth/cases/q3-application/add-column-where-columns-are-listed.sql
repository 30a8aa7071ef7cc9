-- system: clinic
-- expect: nothing
-- because: every query of patient lists its columns, and a nullable column needs no rewrite
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN pronouns text;
