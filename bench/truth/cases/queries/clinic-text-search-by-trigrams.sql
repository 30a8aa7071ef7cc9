SELECT id, patient_id FROM note WHERE body ILIKE '%' || $1 || '%';
