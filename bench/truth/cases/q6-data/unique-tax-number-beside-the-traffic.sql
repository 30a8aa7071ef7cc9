-- system: bank
-- expect: nothing
-- because: every tax number is there once, as the rows say, and the index is built while everybody goes on
CREATE UNIQUE INDEX CONCURRENTLY holder_tax_number_key ON holder (tax_number);
