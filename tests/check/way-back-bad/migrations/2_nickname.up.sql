SET lock_timeout = '2s';
ALTER TABLE pupil DROP COLUMN nickname;
