-- system: clinic
-- expect: nothing
-- because: the way back drops the tables that the way up made, in the right order
SET lock_timeout = '2s';
CREATE TABLE ward (id int PRIMARY KEY, title text NOT NULL);
CREATE TABLE ward_bed (id int PRIMARY KEY, ward_id int NOT NULL REFERENCES ward);
