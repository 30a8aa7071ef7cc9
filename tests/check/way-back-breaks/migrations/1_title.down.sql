SET lock_timeout = '2s';
ALTER TABLE pupil DROP COLUMN title, DROP COLUMN born, DROP COLUMN nickname;
