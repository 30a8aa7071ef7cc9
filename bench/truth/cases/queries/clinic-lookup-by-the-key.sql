SELECT given_name, family_name, tags FROM patient WHERE id = $1;
