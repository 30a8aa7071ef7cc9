CREATE TABLE pupil (id int PRIMARY KEY, name text NOT NULL, born date);
CREATE TABLE mark (id int PRIMARY KEY, pupil int, value int);
INSERT INTO pupil SELECT g, 'Pupil ' || g FROM generate_series(1, 1000) g;
INSERT INTO mark SELECT g, 1 + g % 1000, g % 6 FROM generate_series(1, 3000) g;
CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), description text, type text, checksum int, success boolean NOT NULL);
INSERT INTO flyway_schema_history VALUES (1, '1', 'a', 'SQL', 12345, true);
ANALYZE;
