-- system: bank
-- expect: statement-fails
-- because: CREATE INDEX CONCURRENTLY is refused inside a transaction block
BEGIN;
CREATE INDEX CONCURRENTLY entry_kind_idx ON entry (kind);
COMMIT;
