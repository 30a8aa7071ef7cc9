-- system: bank
-- expect: nothing
-- because: the view has the old name and the old columns, and the server reads and writes through it
SET lock_timeout = '2s';
ALTER TABLE transfer_import RENAME TO import_line;
CREATE VIEW transfer_import AS SELECT line, file, amount, booked, currency, done FROM import_line;
ALTER VIEW transfer_import ALTER COLUMN done SET DEFAULT false;
