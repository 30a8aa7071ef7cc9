-- system: bank
-- expect: nothing
-- because: the one that was cut short goes first, and then it is built again beside the traffic
DROP INDEX CONCURRENTLY IF EXISTS card_holder_state_idx;
CREATE INDEX CONCURRENTLY IF NOT EXISTS card_holder_state_idx ON card (holder_id, state);
