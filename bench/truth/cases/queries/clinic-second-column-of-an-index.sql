SELECT id, patient_id, value FROM lab_result WHERE test_code = $1 AND value > $2;
