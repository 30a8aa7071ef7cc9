SELECT id, given_name, family_name FROM patient ORDER BY created_at DESC LIMIT 20;
