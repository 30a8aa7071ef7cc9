-- system: bank
-- expect: foreign-key-without-index
-- because: three devices a second are deleted, and for each of them the server reads forty million attempts from end to end
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE login_attempt ADD CONSTRAINT login_attempt_device_fkey FOREIGN KEY (device_id) REFERENCES device ON DELETE CASCADE NOT VALID;
