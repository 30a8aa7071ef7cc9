-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: some cards are lost, and the enum does not know that
SET lock_timeout = '2s';
ALTER TABLE card ALTER COLUMN state TYPE card_state USING state::card_state;
