-- system: bank
-- expect: nothing
-- because: the primary key itself begins with the column that points to a message
SET lock_timeout = '2s';
CREATE TABLE attachment (
  message_id bigint NOT NULL REFERENCES message ON DELETE CASCADE, place int NOT NULL, file text NOT NULL, PRIMARY KEY (message_id, place)
);
