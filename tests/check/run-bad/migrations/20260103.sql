ALTER TABLE pupil ADD COLUMN nickname text;
ALTER TABLE mark DROP COLUMN value;
