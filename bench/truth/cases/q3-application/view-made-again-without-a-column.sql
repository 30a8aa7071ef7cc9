-- system: clinic
-- expect: query-breaks
-- because: the board is asked for its floor, which the new view does not have
SET lock_timeout = '2s';
DROP VIEW room_board;
CREATE VIEW room_board AS
  SELECT r.id, r.code, r.beds, d.title AS department FROM room r JOIN department d ON d.id = r.department_id;
