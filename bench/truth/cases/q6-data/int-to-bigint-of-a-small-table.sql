-- system: bank
-- expect: nothing
-- because: every int is a bigint; nine hundred rows are written in no time, and no query asks for them
SET lock_timeout = '2s';
ALTER TABLE teller ALTER COLUMN id TYPE bigint;
