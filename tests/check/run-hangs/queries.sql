SELECT name FROM pupil WHERE id = $1
UPDATE mark SET value = $1 WHERE id = $2
