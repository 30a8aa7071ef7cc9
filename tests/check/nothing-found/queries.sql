SELECT cents FROM invoice WHERE id = $1
UPDATE invoice SET cents = $1 WHERE id = $2
SELECT customer FROM receipt WHERE id = $1
SELECT 1 FROM receipt WHERE false
