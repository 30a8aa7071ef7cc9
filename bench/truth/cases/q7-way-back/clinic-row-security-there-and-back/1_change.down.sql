SET lock_timeout = '2s';
DROP POLICY waiting_list_all ON waiting_list;
ALTER TABLE waiting_list DISABLE ROW LEVEL SECURITY;
