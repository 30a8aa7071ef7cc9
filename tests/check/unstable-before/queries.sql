SELECT id, what FROM event WHERE account = $1 ORDER BY made_at LIMIT 10
