-- system: bank
-- expect: invalid-index, statement-fails, statement-may-fail, data-refuses
-- because: the server makes no constraint of an index that is not valid
SET lock_timeout = '2s';
ALTER TABLE transfer ADD CONSTRAINT transfer_request_key UNIQUE USING INDEX transfer_request_key_idx;
