CREATE TABLE pupil (id int PRIMARY KEY, name text NOT NULL, school int DEFAULT 1, nickname varchar(40));
INSERT INTO pupil SELECT n, 'name ' || n, n % 7, 'nick ' || n FROM generate_series(1, 400) n;
CREATE INDEX pupil_school ON pupil (school);
ANALYZE;
