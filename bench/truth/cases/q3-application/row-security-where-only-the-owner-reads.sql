-- system: clinic
-- expect: nothing
-- because: the owner of a table passes by its row security, and nobody else reads waiting_list
SET lock_timeout = '2s';
ALTER TABLE waiting_list ENABLE ROW LEVEL SECURITY;
