-- system: bank
-- expect: nothing
-- because: the index of this name is there and valid, and just the one that is wanted
CREATE INDEX CONCURRENTLY IF NOT EXISTS entry_transfer_idx ON entry (transfer_id);
