SET lock_timeout = '2s';
ALTER TABLE pupil ALTER school SET NOT NULL;
UPDATE pupil SET name = 'nobody' WHERE name IS NULL;
ALTER TABLE pupil ALTER name SET NOT NULL;
