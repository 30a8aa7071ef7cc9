-- system: bank
-- expect: foreign-key-without-index
-- because: messages are deleted four a second, and the new table grows with every message: each DELETE reads it from end to end
SET lock_timeout = '2s';
CREATE TABLE attachment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, message_id bigint NOT NULL REFERENCES message ON DELETE CASCADE, file text NOT NULL
);
