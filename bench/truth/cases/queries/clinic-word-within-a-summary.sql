SELECT id, patient_id FROM visit WHERE summary LIKE '%' || $1 || '%';
