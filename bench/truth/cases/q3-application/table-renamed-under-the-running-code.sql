-- system: bank
-- expect: query-breaks
-- because: the running application asks for the table by its old name
SET lock_timeout = '2s';
ALTER TABLE transfer_import RENAME TO import_line;
