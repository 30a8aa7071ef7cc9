ALTER TABLE pupil ADD COLUMN house text;
ALTER TABLE pupil ADD COLUMN nickname text;
