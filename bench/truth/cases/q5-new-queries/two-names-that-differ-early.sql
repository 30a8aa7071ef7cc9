-- system: bank
-- expect: nothing
-- because: both indexes are built, and the query finds its own
-- queries: bank-card-by-name.sql
-- ante:no-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS card_state_expires_idx ON card (state, expires, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS card_embossed_name_idx ON card (embossed_name);
