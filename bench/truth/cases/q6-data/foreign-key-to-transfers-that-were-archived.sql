-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one dispute in 45 is about a transfer that is no longer there
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE dispute ADD CONSTRAINT dispute_transfer_fkey FOREIGN KEY (transfer_id) REFERENCES transfer NOT VALID;
ALTER TABLE dispute VALIDATE CONSTRAINT dispute_transfer_fkey;
