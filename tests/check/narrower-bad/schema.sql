CREATE EXTENSION btree_gist;
CREATE TABLE school (id int PRIMARY KEY, name text);
CREATE TABLE pupil (id int PRIMARY KEY, school int REFERENCES school ON DELETE CASCADE, name text, room text, points bigint, born date);
CREATE TABLE booking (room int, during daterange);
INSERT INTO school SELECT n, 'School ' || n FROM generate_series(1, 300) n;
INSERT INTO pupil SELECT n, 1 + n % 300, 'name ' || n, CASE WHEN n % 5 = 0 THEN 'hall' ELSE (n % 5)::text END, 30000 + n, NULL
  FROM generate_series(1, 20000) n;
INSERT INTO booking SELECT n, daterange(current_date, current_date + 1) FROM generate_series(1, 300) n;
ANALYZE;
