-- system: bank
-- expect: insert-refused, query-breaks, data-refuses
-- because: every session that is there has ended, and each new one begins without an end: the CHECK refuses fifty INSERTs a second, NOT VALID or not
SET lock_timeout = '2s';
ALTER TABLE session ADD CONSTRAINT session_has_ended CHECK (ended_at IS NOT NULL) NOT VALID;
