-- system: parcels
-- expect: statement-fails
-- because: LOCK TABLE outside a transaction is refused.
-- ante:no-transaction
SET lock_timeout = '2s';
LOCK TABLE depot IN SHARE MODE;
VACUUM depot;
