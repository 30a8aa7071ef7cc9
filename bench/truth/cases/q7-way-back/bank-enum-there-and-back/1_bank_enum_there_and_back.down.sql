SET lock_timeout = '2s';
ALTER TABLE holder DROP COLUMN tone;
DROP TYPE holder_tone;
