-- system: clinic
-- expect: query-breaks, function-breaks
-- because: new_invoice_number() calls nextval('invoice_number_seq'), and no dependency says so
SET lock_timeout = '2s';
DROP SEQUENCE invoice_number_seq;
