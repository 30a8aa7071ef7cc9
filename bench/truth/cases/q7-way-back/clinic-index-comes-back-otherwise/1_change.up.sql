-- system: clinic
-- expect: way-back-differs
-- because: the index that comes back has its columns the other way round
SET lock_timeout = '2s';
DROP INDEX invoice_issued_idx;
