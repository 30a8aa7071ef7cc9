-- system: clinic
-- expect: nothing
-- because: all queries come from the owner, who keeps its own rights
SET lock_timeout = '2s';
REVOKE SELECT ON staff_directory FROM PUBLIC;
