-- system: bank
-- expect: statement-fails
-- because: a value that was added to an enum cannot be used before its transaction ends
BEGIN;
ALTER TYPE card_state ADD VALUE 'lost';
CREATE TABLE card_report (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state card_state NOT NULL DEFAULT 'lost');
INSERT INTO card_report DEFAULT VALUES;
COMMIT;
