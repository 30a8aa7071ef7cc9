-- system: bank
-- expect: table-rewrite
-- because: a stored generated column is worked out for every row, and the table is written again under the lock
SET lock_timeout = '2s';
ALTER TABLE message ADD COLUMN length int GENERATED ALWAYS AS (length(body)) STORED;
