INSERT INTO waiting_list (id, patient_id, department_id) VALUES ($1, $2, $3) ON CONFLICT (patient_id) DO NOTHING;
