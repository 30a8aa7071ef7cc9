SELECT id, day FROM pickup WHERE depot_id = $1 AND day >= $2;
INSERT INTO pickup (depot_id, day) VALUES ($1, $2);
