ALTER TABLE pupil ADD nickname text;
