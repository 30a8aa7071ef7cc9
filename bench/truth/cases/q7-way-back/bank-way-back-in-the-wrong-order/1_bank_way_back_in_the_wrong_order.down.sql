DROP TYPE holder_tone;
ALTER TABLE holder DROP COLUMN tone;
