-- system: bank
-- expect: nothing
-- because: the server looks for parent_id = $1, which is never NULL, so that the partial index serves it; what is there already is not looked at
-- ante:no-transaction
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY message_parent_idx ON message (parent_id) WHERE parent_id IS NOT NULL;
ALTER TABLE message ADD CONSTRAINT message_parent_fkey FOREIGN KEY (parent_id) REFERENCES message ON DELETE SET NULL NOT VALID;
