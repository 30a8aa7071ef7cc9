-- system: bank
-- expect: nothing
-- because: the ids of branches are ints too, and there are four hundred of them
SET lock_timeout = '2s';
CREATE TABLE branch_visit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, branch_id int NOT NULL REFERENCES branch, at timestamptz NOT NULL);
CREATE INDEX branch_visit_branch_idx ON branch_visit (branch_id);
