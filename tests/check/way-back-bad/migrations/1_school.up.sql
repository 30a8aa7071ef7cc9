SET lock_timeout = '2s';
DROP INDEX pupil_school;
ALTER TABLE pupil ALTER school DROP DEFAULT;
