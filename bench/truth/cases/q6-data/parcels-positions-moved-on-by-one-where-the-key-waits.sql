-- system: parcels
-- expect: nothing
-- because: A deferrable key is looked at when the statement is done.
SET lock_timeout = '2s';
UPDATE stop_draft SET pos = pos + 1 WHERE tour = 7;
