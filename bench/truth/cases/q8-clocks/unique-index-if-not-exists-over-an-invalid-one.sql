-- system: bank
-- expect: invalid-index-kept, invalid-index
-- because: an index of this name is there, invalid, and IF NOT EXISTS takes it for the one that is wanted: nothing is unique
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS transfer_request_key_idx ON transfer (request_key);
