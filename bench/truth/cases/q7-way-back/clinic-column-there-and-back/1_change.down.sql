SET lock_timeout = '2s';
ALTER TABLE patient DROP COLUMN pronouns;
