-- system: bank
-- expect: nothing
-- because: the wider index begins with the same column and serves every query of it
DROP INDEX CONCURRENTLY transfer_from_idx;
