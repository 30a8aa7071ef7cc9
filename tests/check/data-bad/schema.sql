CREATE TABLE pupil (id int PRIMARY KEY, name text, school int);
INSERT INTO pupil SELECT n, CASE WHEN n % 4 > 0 THEN 'name ' || n END, n % 7 FROM generate_series(1, 400) n;
ANALYZE;
