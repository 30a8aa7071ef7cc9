SELECT count(*) FROM event WHERE action = $1
