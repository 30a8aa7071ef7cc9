SELECT id, state FROM card WHERE embossed_name = $1;
