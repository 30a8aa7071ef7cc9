-- system: bank
-- expect: integer-overflow, statement-fails, statement-may-fail, data-refuses
-- because: the sequence of transfers stands at 5.6 billion: the first value that the default gives does not fit into an int
SET lock_timeout = '2s';
ALTER TABLE campaign ADD COLUMN number int NOT NULL DEFAULT nextval('transfer_id_seq');
