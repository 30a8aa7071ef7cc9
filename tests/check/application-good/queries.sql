SELECT id, born FROM pupil WHERE name = $1
SELECT value FROM mark WHERE id = $1
