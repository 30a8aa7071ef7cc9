-- system: bank
-- expect: plan-worse
-- because: one request in five seconds asks for a batch, and without the index it reads 84 million transfers
DROP INDEX CONCURRENTLY transfer_batch_idx;
