-- system: bank
-- expect: way-back-differs
-- because: the way back forgets that the index was unique
SET lock_timeout = '2s';
ALTER TABLE card_limit DROP CONSTRAINT card_limit_card_key;
CREATE UNIQUE INDEX card_limit_card_monthly_key ON card_limit (card_id, monthly);
