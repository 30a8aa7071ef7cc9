-- system: clinic
-- expect: nothing
-- because: the only query of room_board lists its columns
SET lock_timeout = '2s';
CREATE OR REPLACE VIEW room_board AS
  SELECT r.id, r.code, r.beds, d.floor, d.title AS department FROM room r JOIN department d ON d.id = r.department_id;
