-- system: clinic
-- expect: nothing
-- because: no plan needs it, and the way back builds the same one
DROP INDEX CONCURRENTLY invoice_number_again_idx;
