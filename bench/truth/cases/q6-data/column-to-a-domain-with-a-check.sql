-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: some reaches are n/a or have a comma, which the new domain refuses
SET lock_timeout = '2s';
CREATE DOMAIN decimal_text AS text CHECK (VALUE ~ '^[0-9]+([.][0-9]+)?$');
ALTER TABLE campaign ALTER COLUMN reach TYPE decimal_text;
