SET lock_timeout = '2s';
ALTER TABLE event ADD COLUMN note text;
