SET lock_timeout = '2s';
CREATE TABLE note (id bigserial PRIMARY KEY, account_id bigint REFERENCES account (id), says text);
CREATE INDEX note_account ON note (account_id);
INSERT INTO note (says) VALUES ('the first'), ('the second');
ALTER TABLE account ADD COLUMN says text;
