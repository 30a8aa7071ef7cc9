-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one session in two thousand came from unknown, which is no address
SET lock_timeout = '2s';
ALTER TABLE session ALTER COLUMN ip TYPE inet USING ip::inet;
