-- system: clinic
-- expect: query-breaks
-- because: a join of department and staff asks for name without saying whose
SET lock_timeout = '2s';
ALTER TABLE department ADD COLUMN name text;
