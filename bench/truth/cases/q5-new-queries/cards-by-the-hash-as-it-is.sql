-- system: bank
-- expect: nothing
-- because: the index is on just what the query asks for
-- queries: bank-card-by-hash.sql
CREATE INDEX CONCURRENTLY card_number_hash_idx ON card (number_hash);
