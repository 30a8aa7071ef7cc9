SET lock_timeout = '2s';
ALTER TABLE pupil ALTER room TYPE integer USING room::integer;
ALTER TABLE pupil ALTER name TYPE varchar(6);
ALTER TABLE pupil ALTER points TYPE smallint;
ALTER TABLE booking ADD CONSTRAINT one_at_a_time EXCLUDE USING gist (room WITH =, during WITH &&);
ALTER TABLE pupil ADD CONSTRAINT has_points CHECK (points > 0) NOT VALID;
DELETE FROM school WHERE id > 10;
