-- system: bank
-- expect: nothing
-- because: the valid constraint lets in three states, and the new one these and one more: no row that is there can break it, and nobody waits for its VALIDATE
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE account ADD CONSTRAINT account_state_is_one_of CHECK (state IN ('open', 'frozen', 'closed', 'dormant')) NOT VALID;
ALTER TABLE account VALIDATE CONSTRAINT account_state_is_one_of;
ALTER TABLE account DROP CONSTRAINT account_state_is_known;
