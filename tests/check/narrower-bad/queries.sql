INSERT INTO pupil (id, school, name, points) VALUES ($1, $2, $3, 0)
INSERT INTO pupil (id, school, name, points) VALUES ($1, $2, $3, $4)
SELECT name FROM pupil WHERE id = $1
