SET lock_timeout = '2s';
ALTER TABLE pupil RENAME COLUMN state TO status;
ALTER TABLE note RENAME COLUMN changed_at TO updated_at;
