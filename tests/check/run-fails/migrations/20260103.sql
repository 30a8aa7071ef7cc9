ALTER TABLE pupil ADD COLUMN nickname text;
