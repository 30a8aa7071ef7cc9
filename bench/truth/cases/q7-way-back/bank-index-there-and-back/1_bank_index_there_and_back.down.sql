DROP INDEX CONCURRENTLY dispute_state_idx;
