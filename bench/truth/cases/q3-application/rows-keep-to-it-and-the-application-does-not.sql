-- system: bank
-- expect: insert-refused, query-breaks
-- because: every session that is there has ended, and each new one begins without an end: its INSERT is refused from now on
-- ante:no-transaction
SET lock_timeout = '2s';
ALTER TABLE session ADD CONSTRAINT session_has_ended CHECK (ended_at IS NOT NULL) NOT VALID;
ALTER TABLE session VALIDATE CONSTRAINT session_has_ended;
ALTER TABLE session ALTER COLUMN ended_at SET NOT NULL;
ALTER TABLE session DROP CONSTRAINT session_has_ended;
