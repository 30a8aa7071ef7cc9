INSERT INTO pupil (id, school, name, points) VALUES ($1, $2, $3, 5)
SELECT name FROM pupil WHERE id = $1
