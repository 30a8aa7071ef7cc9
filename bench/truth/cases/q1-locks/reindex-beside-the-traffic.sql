-- system: bank
-- expect: nothing
-- because: the new index is built beside the old one, and takes its place in the end
REINDEX INDEX CONCURRENTLY entry_booked_idx;
