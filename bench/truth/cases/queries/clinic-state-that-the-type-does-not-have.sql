SELECT id, starts_at FROM appointment WHERE patient_id = $1 AND status = 'rescheduled';
