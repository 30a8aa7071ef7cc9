-- system: bank
-- expect: nothing
-- because: a key that is wider than what it points to can hold every value of it
SET lock_timeout = '2s';
CREATE TABLE branch_note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, branch_id bigint NOT NULL REFERENCES branch, body text NOT NULL);
CREATE INDEX branch_note_branch_idx ON branch_note (branch_id);
