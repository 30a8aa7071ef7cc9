-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: five campaigns hold what is no JSON
SET lock_timeout = '2s';
ALTER TABLE campaign ALTER COLUMN config TYPE jsonb USING config::jsonb;
