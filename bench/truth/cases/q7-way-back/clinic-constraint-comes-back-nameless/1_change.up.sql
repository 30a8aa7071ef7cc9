-- system: clinic
-- expect: way-back-differs
-- because: the server makes up another name: the next migration that says prescription_status_known fails
SET lock_timeout = '2s';
ALTER TABLE prescription DROP CONSTRAINT prescription_status_known;
