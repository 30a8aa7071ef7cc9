-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one campaign in ten has no owner
SET lock_timeout = '2s';
ALTER TABLE campaign ALTER COLUMN owner SET NOT NULL;
