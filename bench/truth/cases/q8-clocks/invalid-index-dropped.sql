-- system: bank
-- expect: nothing
-- because: nothing uses it, every write pays for it, and it goes without keeping anybody waiting
DROP INDEX CONCURRENTLY card_holder_state_idx;
