-- system: bank
-- expect: nothing
-- because: the value was added in a transaction of its own, and can be used after it; run again after a stop, it is passed over
BEGIN;
ALTER TYPE card_state ADD VALUE IF NOT EXISTS 'lost';
COMMIT;
BEGIN;
CREATE TABLE card_report (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state card_state NOT NULL DEFAULT 'lost');
INSERT INTO card_report DEFAULT VALUES;
COMMIT;
