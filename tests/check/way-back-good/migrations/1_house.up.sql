SET lock_timeout = '2s';
CREATE TABLE house (id int PRIMARY KEY);
ALTER TABLE pupil ADD COLUMN house int REFERENCES house (id);
CREATE INDEX pupil_house ON pupil (house);
