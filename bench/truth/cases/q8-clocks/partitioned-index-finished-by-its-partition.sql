-- system: bank
-- expect: nothing
-- because: June is not attached yet and idle: its own index is built under a lock that nobody wants, and waits there for the parent's
SET lock_timeout = '2s';
CREATE INDEX audit_2026_06_action_idx ON audit_2026_06 (action, at);
