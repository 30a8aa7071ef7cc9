-- system: bank
-- expect: new-query-refused, invalid-index
-- because: ON CONFLICT finds no valid unique index of that column, and the server refuses the query
-- queries: bank-on-conflict-request-key.sql
SET lock_timeout = '2s';
ALTER TABLE transfer ADD COLUMN retried int NOT NULL DEFAULT 0;
