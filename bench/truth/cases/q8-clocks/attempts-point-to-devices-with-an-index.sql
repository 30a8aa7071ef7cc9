-- system: bank
-- expect: nothing
-- because: the index leads with the column, so that a DELETE of a device finds its attempts at once; what is there already is not looked at
-- ante:no-transaction
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY login_attempt_device_idx ON login_attempt (device_id, at);
ALTER TABLE login_attempt ADD CONSTRAINT login_attempt_device_fkey FOREIGN KEY (device_id) REFERENCES device ON DELETE CASCADE NOT VALID;
