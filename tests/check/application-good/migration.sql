SET lock_timeout = '2s';
ALTER TABLE pupil ADD COLUMN house text;
CREATE TABLE house (id bigint PRIMARY KEY, name text NOT NULL);
