CREATE TABLE pupil (id int PRIMARY KEY, name text, school int NOT NULL, email text);
INSERT INTO pupil SELECT n, 'name ' || n, n % 40, 'pupil' || n || '@example.org' FROM generate_series(1, 12000) n;
CREATE INDEX pupil_school ON pupil (school);
ANALYZE;
