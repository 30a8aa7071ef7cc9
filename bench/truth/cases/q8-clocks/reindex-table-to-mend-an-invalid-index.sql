-- system: bank
-- expect: invalid-index
-- because: REINDEX TABLE CONCURRENTLY passes over what is invalid, with a warning, and the index stays as it is
-- To mend card_holder_state_idx.
REINDEX TABLE CONCURRENTLY card;
