SET lock_timeout = '2s';
ALTER TABLE holder RENAME COLUMN notes_until_2027 TO notes;
