-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: a few transfers of millions have a negative amount, which no statistics show
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE transfer ADD CONSTRAINT amount_is_positive CHECK (amount > 0) NOT VALID;
ALTER TABLE transfer VALIDATE CONSTRAINT amount_is_positive;
