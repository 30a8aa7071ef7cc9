INSERT INTO staff (id, name, email, role, department_id) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (email) DO UPDATE SET department_id = excluded.department_id;
