-- system: clinic
-- expect: query-breaks
-- because: even a table's owner is refused what was revoked from it, and app upserts settings
SET lock_timeout = '2s';
REVOKE INSERT, UPDATE, DELETE ON setting FROM app;
