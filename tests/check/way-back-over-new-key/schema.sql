CREATE TABLE pupil (id int PRIMARY KEY, name text);
CREATE TABLE mark (id int PRIMARY KEY, pupil int, value int);
INSERT INTO pupil SELECT n, 'name ' || n FROM generate_series(1, 300) n;
INSERT INTO mark SELECT n, 1000 + n % 300, n % 6 FROM generate_series(1, 900) n;
ANALYZE;
