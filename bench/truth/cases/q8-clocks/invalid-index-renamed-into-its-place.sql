-- system: bank
-- expect: invalid-index, plan-worse
-- because: the name is that of the index that was dropped, and it stays invalid
SET lock_timeout = '2s';
DROP INDEX card_holder_idx;
ALTER INDEX card_holder_state_idx RENAME TO card_holder_idx;
