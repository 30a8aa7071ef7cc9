-- system: bank
-- expect: foreign-key-without-index
-- because: an index that begins with another column is no help: each DELETE of a device goes through all of it, or through the table
-- ante:no-transaction
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY login_attempt_at_device_idx ON login_attempt (at, device_id);
ALTER TABLE login_attempt ADD CONSTRAINT login_attempt_device_fkey FOREIGN KEY (device_id) REFERENCES device NOT VALID;
