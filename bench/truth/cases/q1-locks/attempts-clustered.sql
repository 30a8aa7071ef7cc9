-- system: bank
-- expect: table-rewrite
-- because: CLUSTER writes the whole table again in the order of an index, and nobody can log in meanwhile
SET lock_timeout = '2s';
CLUSTER login_attempt USING login_attempt_at_idx;
