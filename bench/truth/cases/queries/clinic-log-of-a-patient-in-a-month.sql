SELECT at, staff_id, action FROM access_log WHERE patient_id = $1 AND at >= '2026-09-01' AND at < '2026-10-01';
