SET lock_timeout = '2s';
ALTER TABLE pupil DROP COLUMN house;
DROP TABLE house;
