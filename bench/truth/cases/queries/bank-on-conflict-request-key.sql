INSERT INTO transfer (from_account, to_account, amount, currency, booked_at, state, channel, request_key)
VALUES ($1, $2, $3, $4, now(), 'pending', $5, $6)
ON CONFLICT (request_key) DO UPDATE SET retried = transfer.retried + 1;
