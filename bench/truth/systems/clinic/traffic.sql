-- 300/s, 0.2 ms
SELECT id, mrn, given_name, family_name, born, phone FROM patient WHERE id = $1
-- 60/s, 0.2 ms
SELECT id, given_name, family_name FROM patient WHERE mrn = $1
-- 40/s, 0.5 ms
SELECT id, given_name, family_name, born FROM patient WHERE family_name >= $1 ORDER BY family_name, given_name LIMIT 20
-- 30/s, 0.2 ms
SELECT id FROM patient WHERE lower(email) = lower($1)
-- 5/s, 0.3 ms
SELECT id, given_name FROM patient WHERE regexp_replace(phone, '[^0-9+]', '', 'g') = $1
-- 3/s, 4 ms
SELECT id, mrn FROM patient WHERE tags @> $1::text[]
-- 2/s, 5 ms
SELECT id, contact FROM patient WHERE contact ? $1
-- 4/s, 3 ms
SELECT id FROM patient WHERE consent @> $1::jsonb
-- 1/s, 1 ms
SELECT count(*) FROM patient WHERE born = $1
-- 1/s, 1 ms
INSERT INTO patient (id, mrn, family_name, given_name, born, sex, phone, email, insurer_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
-- 5/s, 1 ms
UPDATE patient SET phone = $1, email = $2 WHERE id = $3
-- 80/s, 0.3 ms
SELECT full_name, born, insurer FROM patient_card WHERE id = $1
-- 20/s, 0.2 ms
SELECT age_of(born) FROM patient WHERE id = $1
-- 25/s, 0.4 ms
SELECT open_balance($1)
-- 15/s, 1 ms
SELECT missed_of($1)
-- 120/s, 1 ms
SELECT a.id, a.starts_at, a.minutes, a.status, p.given_name, p.family_name FROM appointment a JOIN patient p ON p.id = a.patient_id WHERE a.staff_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 ORDER BY a.starts_at
-- 150/s, 0.3 ms
SELECT id, starts_at, status FROM appointment WHERE patient_id = $1 ORDER BY starts_at DESC LIMIT 10
-- 20/s, 1 ms
SELECT id FROM appointment WHERE room_id = $1 AND starts_at >= $2 AND starts_at < $3
-- 2/s, 2 ms
SELECT id, staff_id, starts_at FROM appointment WHERE status = 'booked' AND starts_at < $1 ORDER BY starts_at LIMIT 100
-- 8/s, 1 ms
INSERT INTO appointment (patient_id, staff_id, room_id, starts_at, status, reason) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT appointment_slot_key DO NOTHING RETURNING id
-- 20/s, 0.5 ms
UPDATE appointment SET status = $1 WHERE id = $2
-- 10/s, 1 ms
SELECT count(*) FROM appointment WHERE patient_id = $1 AND status = ANY ($2::appointment_status[])
-- 60/s, 0.5 ms
SELECT id, started_at, diagnosis, summary FROM visit WHERE patient_id = $1 ORDER BY started_at DESC LIMIT 20
-- 0.2/s, 90 ms
SELECT count(*) FROM asthma_visit
-- 1/s, 20 ms
SELECT id, patient_id FROM visit WHERE started_at >= $1 AND started_at < $2
-- 5/s, 1 ms
INSERT INTO visit (id, appointment_id, patient_id, started_at) VALUES ($1, $2, $3, $4)
-- 0.1/s, 1 ms
DELETE FROM visit WHERE id = $1
-- 50/s, 0.7 ms
SELECT r.id, d.name, r.dose, r.unit, r.days, r.repeats FROM prescription r JOIN drug d ON d.id = r.drug_id WHERE r.patient_id = $1 ORDER BY r.prescribed_at DESC LIMIT 30
-- 6/s, 1 ms
INSERT INTO prescription (id, visit_id, patient_id, drug_id, dose, unit, days, barcode) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
-- 12/s, 0.4 ms
SELECT r.id, r.status, p.given_name FROM prescription r JOIN patient p ON p.id = r.patient_id WHERE r.barcode = $1
-- 5/s, 1 ms
UPDATE prescription SET status = $1 WHERE id = $2
-- 0.5/s, 3 ms
SELECT id, patient_id FROM prescription WHERE status = 'open' AND prescribed_at < $1 ORDER BY prescribed_at LIMIT 200
-- 3/s, 0.1 ms
SELECT times FROM drug_use WHERE drug_id = $1
-- 30/s, 0.1 ms
SELECT id, name, strength FROM drug WHERE code = $1
-- 10/s, 2 ms
SELECT id, name FROM find_drug($1)
-- 40/s, 0.5 ms
SELECT id, kind, body, created_at FROM note WHERE patient_id = $1 ORDER BY created_at DESC LIMIT 20
-- 1/s, 40 ms
SELECT id, patient_id, created_at FROM note WHERE body ILIKE $1 ORDER BY created_at DESC LIMIT 20
-- 4/s, 1 ms
INSERT INTO note (id, patient_id, author_id, kind, body) VALUES ($1, $2, $3, $4, $5)
-- 70/s, 0.3 ms
SELECT value, taken_at FROM lab_result WHERE patient_id = $1 AND test_code = $2 ORDER BY taken_at DESC LIMIT 12
-- 25/s, 1 ms
INSERT INTO lab_result (patient_id, test_code, value, taken_at, sample) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (patient_id, test_code, taken_at) DO UPDATE SET value = excluded.value
-- 15/s, 0.4 ms
SELECT l.id, l.value, l.taken_at, p.given_name, p.family_name FROM lab_result l JOIN patient p ON p.id = l.patient_id WHERE l.sample = $1
-- 2/s, 3 ms
SELECT id, patient_id, value FROM lab_result WHERE flagged AND taken_at >= $1 ORDER BY taken_at LIMIT 50
-- 2/s, 1 ms
INSERT INTO invoice (number, patient_id, insurer_id, amount_cents, issued_on, due_on) VALUES (new_invoice_number(), $1, $2, $3, $4, $5) RETURNING id, number
-- 20/s, 0.4 ms
SELECT id, number, amount_cents, due_on FROM invoice WHERE patient_id = $1 ORDER BY issued_on DESC
-- 1/s, 2 ms
SELECT id, patient_id, amount_cents FROM invoice WHERE paid_at IS NULL AND due_on < $1 ORDER BY due_on LIMIT 100
-- 3/s, 1 ms
SELECT id, number, amount_cents, issued_on FROM invoice ORDER BY issued_on DESC, id DESC LIMIT 50
-- 10/s, 0.2 ms
SELECT id, state, paid_at FROM invoice WHERE number = $1
-- 2/s, 1 ms
UPDATE invoice SET paid_at = $1, state = $2 WHERE id = $3
-- 15/s, 0.3 ms
SELECT title, cents FROM invoice_line WHERE invoice_id = $1 ORDER BY line
-- 0.02/s, 200 ms
SELECT insurer_id, cents FROM unpaid_report
-- 0.1/s, 9 ms
SELECT to_department, referrals FROM referral_report
-- 200/s, 0.5 ms
SELECT log_access($1, $2, $3)
-- 1/s, 4 ms
SELECT at, staff_id, detail FROM access_log WHERE patient_id = $1 AND at >= $2 ORDER BY at DESC LIMIT 50
-- 20/s, 0.1 ms
SELECT * FROM room WHERE department_id = $1
-- 0.01/s, 0.5 ms
INSERT INTO room (id, code, department_id, beds) VALUES ($1, $2, $3, $4)
-- 5/s, 0.2 ms
SELECT id, code, floor FROM room_board WHERE floor = $1
-- 50/s, 0.2 ms
SELECT id, name, role, department_id FROM staff WHERE email = $1 AND active
-- 50/s, 0.1 ms
SELECT settings ->> 'theme' FROM staff WHERE id = $1
-- 1/s, 0.4 ms
SELECT count(*) FROM staff WHERE role = ANY ($1::staff_role[])
-- 4/s, 0.5 ms
SELECT * FROM staff_directory WHERE department = $1
-- 0.02/s, 1 ms
INSERT INTO staff (id, name, email, role, department_id) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (email) DO UPDATE SET name = excluded.name
-- 2/s, 0.3 ms
SELECT title, name FROM department d JOIN staff s ON s.department_id = d.id WHERE d.id = $1
-- 100/s, 0.1 ms
SELECT value FROM setting WHERE key = $1
-- 0.1/s, 1 ms
INSERT INTO setting (key, value, changed_by) VALUES ($1, $2, $3) ON CONFLICT ON CONSTRAINT setting_pkey DO UPDATE SET value = excluded.value
-- 2/s, 1 ms
INSERT INTO referral (patient_id, to_department, reason, referred_by) VALUES ($1, $2, $3, $4)
-- 8/s, 0.2 ms
SELECT id, to_department, reason, priority FROM referral WHERE patient_id = $1
-- 1/s, 1 ms
SELECT id, appointment_id, channel FROM reminder WHERE send_at < $1 ORDER BY send_at LIMIT 100
-- 3/s, 1 ms
INSERT INTO reminder_done SELECT * FROM reminder WHERE id = $1
-- 3/s, 0.5 ms
DELETE FROM reminder WHERE id = $1
-- 0.5/s, 0.5 ms
INSERT INTO waiting_list VALUES ($1, $2, $3)
-- 4/s, 0.2 ms
SELECT id, patient_id FROM waiting_list WHERE department_id = $1 ORDER BY level, added_on
-- 2/s, 0.2 ms
SELECT waiting_in($1)
-- 1/s, 0.3 ms
SELECT id, title FROM waiting_board
-- 2/s, 0.1 ms
SELECT name FROM insurer ORDER BY name
