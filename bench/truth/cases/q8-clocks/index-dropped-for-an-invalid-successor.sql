-- system: bank
-- expect: invalid-index, plan-worse
-- because: the wider index that is to take its place is invalid, and no plan uses it: every look at a holder's cards reads the whole table
-- card_holder_state_idx leads with the same column.
DROP INDEX CONCURRENTLY card_holder_idx;
