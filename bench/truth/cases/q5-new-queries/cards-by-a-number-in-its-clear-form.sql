-- system: bank
-- expect: new-query-reads-table
-- because: the index is on the hash as it is, and the query works one out of each row
-- queries: bank-card-by-upper-hash.sql
CREATE INDEX CONCURRENTLY card_number_hash_idx ON card (number_hash);
