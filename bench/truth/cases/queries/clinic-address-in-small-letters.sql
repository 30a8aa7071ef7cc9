SELECT id, given_name, email FROM patient WHERE lower(email) = $1;
