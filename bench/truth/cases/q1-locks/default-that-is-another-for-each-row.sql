-- system: bank
-- expect: table-rewrite
-- because: gen_random_uuid() is volatile: the server writes each of the twelve million cards again to give it one
SET lock_timeout = '2s';
ALTER TABLE card ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
