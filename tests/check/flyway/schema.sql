CREATE TABLE pupil (id int PRIMARY KEY, name text NOT NULL, born date);
CREATE INDEX pupil_name_idx ON pupil (name);
CREATE TABLE mark (id int PRIMARY KEY, pupil int NOT NULL REFERENCES pupil, value int);
CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version text, description text, type text, script text, checksum int, success boolean NOT NULL);
INSERT INTO flyway_schema_history VALUES (1, '1', 'tables', 'SQL', 'V1__tables.sql', 7, true);
