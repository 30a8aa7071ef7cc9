-- system: bank
-- expect: foreign-key-without-index
-- because: four messages a second are deleted, and for each of them the server looks through fifty million for answers
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE message ADD CONSTRAINT message_parent_fkey FOREIGN KEY (parent_id) REFERENCES message ON DELETE SET NULL NOT VALID;
