-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: of some accounts two statements are about the same fortnight
SET lock_timeout = '2s';
ALTER TABLE account_statement ADD CONSTRAINT one_statement_at_a_time EXCLUDE USING gist (account_id WITH =, period WITH &&);
