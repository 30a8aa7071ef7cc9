SET lock_timeout = '2s';
CREATE TABLE note (id serial PRIMARY KEY, account_id integer REFERENCES account (id), says text);
INSERT INTO note (id, says) VALUES (1, 'the first'), (2, 'the second');
ALTER TABLE entry ADD COLUMN says text;
ALTER TABLE entry ADD CONSTRAINT entry_account FOREIGN KEY (account_id) REFERENCES account (id) NOT VALID;
