-- system: clinic
-- expect: answer-changes
-- because: SELECT * FROM room answers with one column more
SET lock_timeout = '2s';
ALTER TABLE room ADD COLUMN step_free boolean;
