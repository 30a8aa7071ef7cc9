-- system: clinic
-- expect: plan-worse
-- because: the newest fifty of 3.6 million invoices come from this index; without it all are read and sorted
SET lock_timeout = '2s';
DROP INDEX invoice_issued_idx;
