-- system: bank
-- expect: plan-worse
-- because: the index that is left finds the transfers of an account and not their order: all of them are read and sorted for the last twenty
DROP INDEX CONCURRENTLY transfer_from_booked_idx;
