-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: some accounts were closed before they were opened, as their rows say
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE account ADD CONSTRAINT closed_after_opened CHECK (closed_on >= opened_on) NOT VALID;
ALTER TABLE account VALIDATE CONSTRAINT closed_after_opened;
