-- system: bank
-- expect: insert-refused
-- because: the INSERT of the running application does not know the column, and after DROP DEFAULT it has no value
SET lock_timeout = '2s';
ALTER TABLE transfer_import ADD COLUMN bank text NOT NULL DEFAULT 'own';
ALTER TABLE transfer_import ALTER COLUMN bank DROP DEFAULT;
