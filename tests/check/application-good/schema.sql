CREATE TABLE pupil (id int PRIMARY KEY, name text NOT NULL, born date);
CREATE INDEX pupil_name_idx ON pupil (name);
CREATE TABLE mark (id int PRIMARY KEY, pupil int NOT NULL REFERENCES pupil, value int);
