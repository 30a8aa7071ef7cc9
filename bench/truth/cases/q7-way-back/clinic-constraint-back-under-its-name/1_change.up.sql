-- system: clinic
-- expect: nothing
-- because: the rule comes back with its name and its words
SET lock_timeout = '2s';
ALTER TABLE prescription DROP CONSTRAINT prescription_status_known;
