-- system: clinic
-- expect: query-breaks
-- because: invoice_line is read under its old name
SET lock_timeout = '2s';
ALTER TABLE invoice_line RENAME TO invoice_item;
