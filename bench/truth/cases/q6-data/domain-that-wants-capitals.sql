-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one beneficiary in eight hundred has its IBAN in small letters, and a new constraint of a domain is checked in every table that uses it
SET lock_timeout = '2s';
ALTER DOMAIN iban_text ADD CONSTRAINT iban_in_capitals CHECK (VALUE ~ '^[A-Z]{2}[0-9]+$');
