-- system: bank
-- expect: statement-fails, statement-may-fail
-- because: the foreign key is checked at the end of the transaction, and a table with checks still to come cannot be altered
BEGIN;
SET LOCAL lock_timeout = '2s';
INSERT INTO dispute_note (id, dispute_id, body) SELECT 1000000 + id, id, 'moved' FROM dispute WHERE reason = 'reason 3';
ALTER TABLE dispute_note ADD COLUMN author text;
COMMIT;
