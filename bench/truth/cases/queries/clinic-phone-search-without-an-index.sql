SELECT id, given_name, family_name FROM patient WHERE phone = $1;
