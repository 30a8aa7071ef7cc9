SELECT doc FROM event WHERE id = $1
INSERT INTO event (id, kind, at) VALUES ($1, $2, $3)
