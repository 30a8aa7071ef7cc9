-- system: clinic
-- expect: nothing
-- because: the table goes before the type that it uses
SET lock_timeout = '2s';
CREATE TYPE severity AS ENUM ('mild', 'severe');
CREATE TABLE allergy (id int PRIMARY KEY, how severity NOT NULL);
