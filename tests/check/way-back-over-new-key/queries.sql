SELECT name FROM pupil WHERE id = $1
