-- system: bank
-- expect: data-refuses, statement-may-fail, statement-fails
-- because: of two days there are two rates of each currency
CREATE UNIQUE INDEX CONCURRENTLY exchange_rate_key ON exchange_rate (currency, day);
