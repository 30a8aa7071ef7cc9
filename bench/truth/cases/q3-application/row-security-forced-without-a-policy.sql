-- system: clinic
-- expect: answers-nothing, query-breaks, insert-refused
-- because: FORCE binds the owner too: without a policy no invoice is visible any more, and every INSERT is refused
SET lock_timeout = '2s';
ALTER TABLE invoice ENABLE ROW LEVEL SECURITY;
ALTER TABLE invoice FORCE ROW LEVEL SECURITY;
