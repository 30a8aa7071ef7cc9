-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: two of the four hundred branches bear the same code
SET lock_timeout = '2s';
ALTER TABLE branch ADD CONSTRAINT branch_code_key UNIQUE (code);
