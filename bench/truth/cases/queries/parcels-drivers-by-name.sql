SELECT id FROM driver WHERE name = $1;
