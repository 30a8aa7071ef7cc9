-- system: clinic
-- expect: nothing
-- because: invoice_number_key is an index on the same column
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY invoice_number_again_idx;
