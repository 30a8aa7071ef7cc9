-- system: clinic
-- expect: new-query-refused, insert-refused
-- because: due_on is NOT NULL and has no default: each of these INSERTs fails
-- queries: clinic-insert-without-a-required-column.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
