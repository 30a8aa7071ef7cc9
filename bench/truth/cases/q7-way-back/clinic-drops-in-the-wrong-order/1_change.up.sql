-- system: clinic
-- expect: way-back-fails
-- because: ward_bed points to ward: DROP TABLE ward is refused while it is there
SET lock_timeout = '2s';
CREATE TABLE ward (id int PRIMARY KEY, title text NOT NULL);
CREATE TABLE ward_bed (id int PRIMARY KEY, ward_id int NOT NULL REFERENCES ward);
