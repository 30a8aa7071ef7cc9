SET lock_timeout = '2s';
ALTER TABLE pupil ALTER name SET NOT NULL;
ALTER TABLE pupil ADD UNIQUE (school);
