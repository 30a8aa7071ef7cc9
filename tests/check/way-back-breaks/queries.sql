SELECT nickname FROM pupil WHERE id = $1
SELECT name FROM pupil WHERE id = $1
