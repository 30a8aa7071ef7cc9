-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: thirty tellers sit on the floor EG
SET lock_timeout = '2s';
ALTER TABLE teller ALTER COLUMN floor TYPE int USING floor::int;
