-- system: bank
-- expect: new-query-reads-table
-- because: names end after 63 characters, where these two are still the same: IF NOT EXISTS passes over the second index, and the query that wants it reads all cards
-- queries: bank-card-by-name.sql
-- ante:no-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS card_for_the_new_overview_of_cards_on_the_desk_of_the_branch_by_state_and_expiry ON card (state, expires, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS card_for_the_new_overview_of_cards_on_the_desk_of_the_branch_by_name ON card (embossed_name);
