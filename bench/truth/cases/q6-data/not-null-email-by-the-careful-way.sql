-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: one holder in sixteen has no address: the way over a constraint spares the lock, and VALIDATE fails all the same
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE holder ADD CONSTRAINT email_is_given CHECK (email IS NOT NULL) NOT VALID;
ALTER TABLE holder VALIDATE CONSTRAINT email_is_given;
ALTER TABLE holder ALTER COLUMN email SET NOT NULL;
ALTER TABLE holder DROP CONSTRAINT email_is_given;
