-- system: clinic
-- expect: query-breaks, function-breaks
-- because: the trigger of prescription writes prescription_change.what, and every INSERT of a prescription fails with it
SET lock_timeout = '2s';
ALTER TABLE prescription_change RENAME COLUMN what TO operation;
