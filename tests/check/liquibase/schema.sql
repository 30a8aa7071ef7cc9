CREATE TABLE pupil (id int PRIMARY KEY, name text NOT NULL, born date);
CREATE INDEX pupil_name_idx ON pupil (name);
CREATE TABLE mark (id int PRIMARY KEY, pupil int NOT NULL REFERENCES pupil, value int);
CREATE TABLE databasechangelog (id text, author text, filename text, exectype text);
INSERT INTO databasechangelog VALUES ('1', 'a', 'db/changelog/001.sql', 'EXECUTED');
