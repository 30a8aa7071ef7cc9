-- system: clinic
-- expect: answer-changes
-- because: SELECT * FROM staff_directory answers with one column more
SET lock_timeout = '2s';
CREATE OR REPLACE VIEW staff_directory AS
  SELECT s.id, s.name, s.email, d.title AS department, d.floor
  FROM staff s JOIN department d ON d.id = s.department_id WHERE s.active;
