-- system: bank
-- expect: nothing
-- because: both ways go beside the traffic, and the database is what it was
CREATE INDEX CONCURRENTLY dispute_state_idx ON dispute (state, opened_at);
