SET lock_timeout = '2s';
ALTER TABLE pupil ALTER school SET DEFAULT 2;
