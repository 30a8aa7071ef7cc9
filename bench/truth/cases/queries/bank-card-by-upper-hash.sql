SELECT id, state FROM card WHERE upper(number_hash) = $1;
