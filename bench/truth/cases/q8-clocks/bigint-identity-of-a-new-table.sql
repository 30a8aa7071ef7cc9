-- system: bank
-- expect: nothing
-- because: a bigint does not run out
CREATE TABLE card_event (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, at timestamptz NOT NULL);
