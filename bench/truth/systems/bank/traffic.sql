-- 260/s
SELECT id, iban, currency, balance FROM account WHERE holder_id = $1 AND state = 'open'
-- 140/s
SELECT id, holder_id, balance, state FROM account WHERE iban = $1
-- 120/s
UPDATE account SET balance = balance + $2 WHERE id = $1
-- 1.5/s
INSERT INTO account (iban, holder_id, branch_id, currency, kind, state, opened_on, balance) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
-- 60/s, 2 ms
INSERT INTO transfer (from_account, to_account, amount, currency, reference, booked_at, state, channel, request_key) VALUES ($1, $2, $3, $4, $5, now(), $6, $7, $8) RETURNING id
-- 90/s
SELECT id, to_account, amount, currency, reference, booked_at FROM transfer WHERE from_account = $1 ORDER BY booked_at DESC LIMIT 20
-- 70/s
SELECT id, from_account, amount, currency, reference, booked_at FROM transfer WHERE to_account = $1 ORDER BY booked_at DESC LIMIT 20
-- 4/s, 15 ms
SELECT id, from_account, to_account, amount FROM transfer WHERE state = 'pending' ORDER BY booked_at LIMIT 100
-- 55/s
UPDATE transfer SET state = $2 WHERE id = $1
-- 0.2/s, 40 ms
SELECT count(*), sum(amount) FROM transfer WHERE batch_id = $1
-- 120/s
INSERT INTO entry (account_id, transfer_id, amount, booked_on, kind, text) VALUES ($1, $2, $3, $4, $5, $6)
-- 40/s, 4 ms
SELECT id, amount, booked_on, kind, text FROM entry WHERE account_id = $1 AND booked_on >= $2 ORDER BY booked_on
-- 2/s
SELECT id, amount FROM entry WHERE transfer_id = $1
-- 0.01/s, 90 s
SELECT kind, sum(amount) FROM entry WHERE booked_on BETWEEN $1 AND $2 GROUP BY kind
-- 35/s
SELECT id, name, email, segment, created_at FROM holder WHERE login_name = $1
-- 12/s
SELECT id, name FROM holder WHERE email = $1
-- 3/s
UPDATE holder SET phone = $2 WHERE id = $1
-- 1/s
INSERT INTO holder (name, email, login_name, tax_number, born, country, segment, phone, external_ref, kyc_level) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
-- 80/s
SELECT id, state, expires FROM card WHERE holder_id = $1
-- 30/s
UPDATE card SET pin_tries = $2 WHERE id = $1
-- 25/s
SELECT daily, monthly FROM card_limit WHERE card_id = $1
-- 0.5/s
INSERT INTO card_limit (card_id, daily, monthly) VALUES ($1, $2, $3) ON CONFLICT (card_id) DO UPDATE SET daily = excluded.daily, monthly = excluded.monthly
-- 45/s
UPDATE device SET last_seen = now() WHERE id = $1
-- 2/s
INSERT INTO device (id, holder_id, install_id, push_token, platform, last_seen) VALUES ($1, $2, $3, $4, $5, now())
-- 3/s
DELETE FROM device WHERE id = $1
-- 50/s
INSERT INTO session (device_id, holder_id, ip, started_at) VALUES ($1, $2, $3, now()) RETURNING id
-- 50/s
UPDATE session SET ended_at = now() WHERE id = $1
-- 60/s
INSERT INTO login_attempt (device_id, at, succeeded) VALUES ($1, now(), $2)
-- 20/s
SELECT id, subject, sent_at, read_at FROM message WHERE holder_id = $1 ORDER BY sent_at DESC LIMIT 50
-- 9/s
INSERT INTO message (holder_id, parent_id, subject, body, sent_at) VALUES ($1, $2, $3, $4, now())
-- 8/s
UPDATE message SET read_at = now() WHERE id = $1
-- 4/s
DELETE FROM message WHERE id = $1
-- 0.3/s
SELECT id, account_id, amount FROM standing_order WHERE day_of_month = $1 AND (until IS NULL OR until >= now())
-- 0.1/s
SELECT id, reason, state FROM dispute WHERE transfer_id = $1
-- 0.02/s
INSERT INTO dispute (transfer_id, opened_at, reason, state, amount) VALUES ($1, now(), $2, $3, $4) RETURNING id
-- 30/s
INSERT INTO audit_event (id, at, actor, action) VALUES ($1, now(), $2, $3)
-- 0.05/s, 30 ms
SELECT at, action FROM audit_event WHERE actor = $1 AND at >= $2 ORDER BY at
-- 6/s
SELECT accounts, total FROM branch_total WHERE branch_id = $1
-- 20/s
SELECT rate FROM exchange_rate WHERE currency = $1 AND day = $2
-- 0.5/s
SELECT amount FROM fee_schedule WHERE product = $1 AND valid_during @> $2::date
-- 5/s
SELECT code, minor_units FROM currency WHERE code = $1
-- 8/s
SELECT id, city, phone FROM branch WHERE code = $1
-- 3/s
SELECT * FROM branch WHERE id = $1
-- 1/s
INSERT INTO transfer_import (line, file, amount, booked, currency) VALUES ($1, $2, $3, $4, $5)
-- 0.2/s
SELECT line, amount, booked, currency FROM transfer_import WHERE file = $1 AND NOT done ORDER BY line
-- 2/s
SELECT mask(iban) FROM beneficiary WHERE holder_id = $1
