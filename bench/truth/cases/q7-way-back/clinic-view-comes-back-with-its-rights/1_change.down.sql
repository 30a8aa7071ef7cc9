SET lock_timeout = '2s';
DROP VIEW staff_directory;
CREATE VIEW staff_directory AS
  SELECT s.id, s.name, s.email, d.title AS department FROM staff s JOIN department d ON d.id = s.department_id WHERE s.active;
GRANT SELECT ON staff_directory TO PUBLIC;
