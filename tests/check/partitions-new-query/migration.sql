SET lock_timeout = '2s';
ALTER TABLE measurement ADD COLUMN unit text;
