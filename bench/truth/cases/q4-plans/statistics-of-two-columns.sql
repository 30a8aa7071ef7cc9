-- system: bank
-- expect: nothing
-- because: the planner learns how two columns hang together, and nothing else changes
SET lock_timeout = '2s';
CREATE STATISTICS account_kind_state ON kind, state FROM account;
