SELECT id, patient_id FROM visit WHERE vitals ->> 'device' = $1;
