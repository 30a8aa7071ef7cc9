-- system: bank
-- expect: lock-held, bulk-write, table-rewrite
-- because: ADD COLUMN locks everybody out of account to the end of its transaction, and the UPDATE of twenty million rows is in it
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE account ADD COLUMN risk_class text;
UPDATE account SET risk_class = 'low';
COMMIT;
