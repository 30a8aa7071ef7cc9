SELECT r.id, r.patient_id FROM drug d JOIN prescription r ON r.drug_id = d.id WHERE d.code = $1;
