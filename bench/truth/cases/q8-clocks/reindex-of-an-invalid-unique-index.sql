-- system: bank
-- expect: invalid-index, statement-fails, statement-may-fail, data-refuses
-- because: the keys are still there twice: it fails again, and leaves a second invalid index
REINDEX INDEX CONCURRENTLY transfer_request_key_idx;
