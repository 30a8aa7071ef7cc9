SELECT id, name, phone FROM driver WHERE id = $1;
