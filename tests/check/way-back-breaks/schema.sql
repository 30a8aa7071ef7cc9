CREATE TABLE pupil (id int PRIMARY KEY, name text NOT NULL, nickname varchar(40));
INSERT INTO pupil SELECT n, 'name ' || n, 'nick ' || n FROM generate_series(1, 400) n;
ANALYZE;
