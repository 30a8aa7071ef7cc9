-- system: clinic
-- expect: nothing
-- because: a view under the old name answers the same query in the same way, and both come in one transaction
SET lock_timeout = '2s';
ALTER TABLE invoice_line RENAME TO invoice_item;
CREATE VIEW invoice_line AS SELECT invoice_id, line, title, cents FROM invoice_item;
