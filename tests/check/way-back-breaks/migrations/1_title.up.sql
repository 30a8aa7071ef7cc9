SET lock_timeout = '2s';
ALTER TABLE pupil ADD COLUMN title text, ADD COLUMN born date;
