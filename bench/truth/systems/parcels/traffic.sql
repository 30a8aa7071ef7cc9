-- 400/s, 0.2 ms, as web
SELECT id, code, name, region FROM depot WHERE id = $1
-- 90/s, 0.3 ms, as web
SELECT id, code, name FROM depot WHERE code = $1
-- 15/s, 2 ms, as web
SELECT d.id, d.name, count(*) FROM depot d JOIN claim c ON c.depot_id = d.id WHERE c.depot_id = $1 GROUP BY d.id
-- 60/s, 0.4 ms, as web
SELECT id, code, name, region, capacity FROM depot_board WHERE region = $1
-- 12/s, 0.4 ms, as web
SELECT parcels, weight FROM depot_load WHERE depot_id = $1
-- 220/s, 0.3 ms, as web
SELECT id, email, name, tier, credit FROM sender WHERE id = $1
-- 80/s, 0.3 ms, as web
SELECT id, name FROM sender WHERE email = $1
-- 8/s, 1 ms, as web
INSERT INTO sender (email, name, region, tier, credit) VALUES ($1, $2, $3, 'plain', 0) RETURNING id
-- 40/s, 1 ms, as web
UPDATE sender SET credit = credit + $2 WHERE id = $1
-- 150/s, 1 ms, as web
INSERT INTO parcel (created_on, sender_id, depot_id, state, weight_g, price, barcode) VALUES ($1, $2, $3, 'announced', $4, $5, $6) RETURNING id
-- 200/s, 0.5 ms, as web
SELECT id, state, weight_g, price, barcode FROM parcel WHERE sender_id = $1 AND created_on >= $2 ORDER BY created_on LIMIT 50
-- 180/s, 0.5 ms, as web
SELECT id, created_on, state FROM parcel WHERE barcode = $1
-- 260/s, 1 ms, as web
UPDATE parcel SET state = $3 WHERE id = $1 AND created_on = $2
-- 120/s, 1 ms, as web
INSERT INTO parcel_item (parcel_id, created_on, line, what) VALUES ($1, $2, $3, $4)
-- 60/s, 1 ms, as web
SELECT line, what FROM parcel_item WHERE parcel_id = $1 AND created_on = $2
-- 20/s, 0.6 ms, as web
SELECT id, amount, reason, opened_at FROM claim WHERE parcel_id = $1 AND created_on = $2
-- 6/s, 1 ms, as web
INSERT INTO claim (parcel_id, created_on, depot_id, amount, reason, iban, handler) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
-- 4/s, 1 ms, as web
UPDATE claim SET closed_at = now() WHERE id = $1
-- 0.5/s, 1 ms, as web
DELETE FROM claim WHERE id = $1
-- 700/s, 0.6 ms, as web
INSERT INTO scan_event (parcel_id, depot_id, belt, kind, at, weight, operator) VALUES ($1, $2, $3, $4, now(), $5, $6)
-- 90/s, 0.8 ms, as web
SELECT kind, at, depot_id FROM scan_event WHERE parcel_id = $1 ORDER BY at
-- 300/s, 0.3 ms, as web
INSERT INTO belt_buffer (id, belt, payload, at) VALUES ($1, $2, $3, now())
-- 25/s, 0.6 ms, as web
INSERT INTO label_setting (sender_id, format, copies) VALUES ($1, $2, $3) ON CONFLICT (sender_id) DO UPDATE SET format = excluded.format, copies = excluded.copies
-- 30/s, 0.3 ms, as web
SELECT format, copies FROM label_setting WHERE sender_id = $1
-- 45/s, 0.3 ms, as web
SELECT id, name FROM driver WHERE id = $1
-- 40/s, 0.4 ms, as web
SELECT price_of($1::int, $2::text)
-- 30/s, 0.5 ms, as web
INSERT INTO reading_2026 (id, at, sensor, value) VALUES ($1, now(), $2, $3)
-- 5/s, 3 ms, as web
SELECT at, value FROM reading WHERE sensor = $1 AND at > $2
-- 70/s, 0.3 ms, as web
SELECT id, owner, balance FROM account WHERE sender_id = $1
-- 35/s, 0.5 ms, as web
UPDATE account SET balance = balance + $2 WHERE id = $1
-- 0.01/s, 60 s, as app
SELECT region, count(*) FROM sender GROUP BY region
