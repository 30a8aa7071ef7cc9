-- system: bank
-- expect: nothing
-- because: the constraint comes without looking at a row, and goes again
SET lock_timeout = '2s';
ALTER TABLE card ADD CONSTRAINT card_state_is_given CHECK (state <> '') NOT VALID;
