SELECT id, patient_id FROM visit WHERE started_at >= $1::timestamptz AND started_at < $1::timestamptz + interval '1 hour' ORDER BY started_at LIMIT 500;
