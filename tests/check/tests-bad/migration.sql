SET lock_timeout = '2s';
ALTER TABLE pupil ADD COLUMN nickname text;
