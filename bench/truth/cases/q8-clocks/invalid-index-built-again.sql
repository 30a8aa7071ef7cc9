-- system: bank
-- expect: nothing
-- because: it is not unique, so that no row can refuse it; built beside the traffic it is valid in the end
REINDEX INDEX CONCURRENTLY card_holder_state_idx;
