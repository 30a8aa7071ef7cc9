-- system: bank
-- expect: invalid-index-kept, invalid-index
-- because: an index of this name was begun with ON ONLY and is in no partition: IF NOT EXISTS takes it for the one that is wanted, and no query gets faster
SET lock_timeout = '2s';
CREATE INDEX IF NOT EXISTS audit_event_action_idx ON audit_event (action, at);
