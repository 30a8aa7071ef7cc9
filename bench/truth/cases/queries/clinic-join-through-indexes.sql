SELECT d.code, r.days FROM prescription r JOIN drug d ON d.id = r.drug_id WHERE r.patient_id = $1 AND r.prescribed_at > now() - interval '90 days';
