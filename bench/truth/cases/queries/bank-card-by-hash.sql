SELECT id, state FROM card WHERE number_hash = $1;
