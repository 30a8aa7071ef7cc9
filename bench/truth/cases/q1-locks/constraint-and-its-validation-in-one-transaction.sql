-- system: bank
-- expect: table-scan, lock-held
-- because: NOT VALID is of no use where VALIDATE reads all rows in the same transaction, under the lock of the first statement
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE account ADD CONSTRAINT account_state_is_one_of CHECK (state IN ('open', 'frozen', 'closed', 'dormant')) NOT VALID;
ALTER TABLE account VALIDATE CONSTRAINT account_state_is_one_of;
COMMIT;
