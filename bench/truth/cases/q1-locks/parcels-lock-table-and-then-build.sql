-- system: parcels
-- expect: lock-held, index-build
-- because: LOCK TABLE lasts to the end of the transaction, and an index of another table is built in it.
SET lock_timeout = '2s';
BEGIN;
LOCK TABLE depot IN ACCESS EXCLUSIVE MODE;
CREATE INDEX claim_reason_idx ON claim (reason);
UPDATE depot SET phone = NULL WHERE phone = '';
COMMIT;
