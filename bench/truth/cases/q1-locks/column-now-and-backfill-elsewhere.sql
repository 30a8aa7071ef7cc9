-- system: bank
-- expect: nothing
-- because: the column comes in an instant and is filled later, in small pieces
SET lock_timeout = '2s';
ALTER TABLE account ADD COLUMN risk_class text;
