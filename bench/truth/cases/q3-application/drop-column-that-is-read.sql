-- system: clinic
-- expect: query-breaks
-- because: the patient page selects phone 300 times a second, and is refused when the column is gone
SET lock_timeout = '2s';
ALTER TABLE patient DROP COLUMN phone;
