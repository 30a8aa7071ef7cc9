-- system: clinic
-- expect: nothing
-- because: a view and a function with a parsed body hold the column itself, not its name, and the queries do not name it
SET lock_timeout = '2s';
ALTER TABLE waiting_list RENAME COLUMN remark TO note;
