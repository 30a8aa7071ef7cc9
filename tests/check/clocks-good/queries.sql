DELETE FROM account WHERE id = $1
INSERT INTO entry (account_id, cents) VALUES ($1, $2)
