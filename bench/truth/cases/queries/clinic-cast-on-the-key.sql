SELECT id, given_name FROM patient WHERE id::text = $1;
