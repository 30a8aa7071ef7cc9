-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: a column without a default has no value in any row that is there
SET lock_timeout = '2s';
ALTER TABLE campaign ADD COLUMN agency text NOT NULL;
