-- system: clinic
-- expect: query-breaks, function-breaks
-- because: log_access inserts into action; its body is text to the server, and fails at each of 200 calls a second
SET lock_timeout = '2s';
ALTER TABLE access_log RENAME COLUMN action TO verb;
