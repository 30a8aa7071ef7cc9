-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: a handful of transfers cost 12500, and numeric(6, 2) ends at 9999.99
SET lock_timeout = '2s';
ALTER TABLE transfer ALTER COLUMN fee TYPE numeric(6, 2);
