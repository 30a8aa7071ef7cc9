-- system: bank
-- expect: nothing
-- because: the column is put aside and not dropped, and the way back gives it its name again; no query of the traffic asks for it
SET lock_timeout = '2s';
ALTER TABLE holder RENAME COLUMN notes TO notes_until_2027;
