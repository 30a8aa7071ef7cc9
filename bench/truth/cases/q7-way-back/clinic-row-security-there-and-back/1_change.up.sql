-- system: clinic
-- expect: nothing
-- because: the owner passes by it, and the way back takes away both the policy and the switch
SET lock_timeout = '2s';
ALTER TABLE waiting_list ENABLE ROW LEVEL SECURITY;
CREATE POLICY waiting_list_all ON waiting_list USING (true);
