-- system: clinic
-- expect: nothing
-- because: the way back gives everybody the right to read it that the old view had
SET lock_timeout = '2s';
DROP VIEW staff_directory;
CREATE VIEW staff_directory AS
  SELECT s.id, s.name, s.email, d.title AS department FROM staff s JOIN department d ON d.id = s.department_id
  WHERE s.active AND s.role <> 'lab';
GRANT SELECT ON staff_directory TO PUBLIC;
