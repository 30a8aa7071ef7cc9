-- system: bank
-- expect: nothing
-- because: the checks that were put off are made before the table is altered
BEGIN;
SET LOCAL lock_timeout = '2s';
INSERT INTO dispute_note (id, dispute_id, body) SELECT 1000000 + id, id, 'moved' FROM dispute WHERE reason = 'reason 3';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE dispute_note ADD COLUMN author text;
COMMIT;
