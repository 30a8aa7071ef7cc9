-- system: bank
-- expect: query-breaks
-- because: ON CONFLICT (card_id) needs a unique index of just this column, and a wider one is none
SET lock_timeout = '2s';
ALTER TABLE card_limit ADD COLUMN currency char(3) NOT NULL DEFAULT 'EUR';
ALTER TABLE card_limit DROP CONSTRAINT card_limit_card_key, ADD CONSTRAINT card_limit_card_currency_key UNIQUE (card_id, currency);
