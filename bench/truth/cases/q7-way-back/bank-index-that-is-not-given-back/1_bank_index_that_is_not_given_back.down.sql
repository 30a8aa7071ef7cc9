DROP INDEX card_limit_card_monthly_key;
CREATE INDEX card_limit_card_key ON card_limit (card_id);
