SELECT at, patient_id, action FROM access_log WHERE staff_id = $1 ORDER BY at DESC LIMIT 100;
