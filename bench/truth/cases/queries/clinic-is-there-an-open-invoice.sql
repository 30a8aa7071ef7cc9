SELECT EXISTS (SELECT 1 FROM invoice WHERE patient_id = $1 AND paid_at IS NULL);
