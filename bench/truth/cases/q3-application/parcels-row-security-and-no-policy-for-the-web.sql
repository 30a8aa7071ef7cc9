-- system: parcels
-- expect: answers-nothing, query-breaks
-- because: Without a policy the web sees no claim, and can make none.
SET lock_timeout = '2s';
ALTER TABLE claim ENABLE ROW LEVEL SECURITY;
