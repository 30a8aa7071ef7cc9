-- system: bank
-- expect: nothing
-- because: twelve currencies that nobody deletes: no index is asked for
SET lock_timeout = '2s';
CREATE TABLE price (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, currency char(3) NOT NULL REFERENCES currency, amount numeric(14, 2) NOT NULL);
