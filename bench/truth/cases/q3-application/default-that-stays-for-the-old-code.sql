-- system: bank
-- expect: nothing
-- because: the INSERT of the running application does not know the column, and the default fills it
SET lock_timeout = '2s';
ALTER TABLE transfer_import ADD COLUMN bank text NOT NULL DEFAULT 'own';
