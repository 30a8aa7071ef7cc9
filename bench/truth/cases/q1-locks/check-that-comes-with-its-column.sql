-- system: bank
-- expect: table-scan, table-rewrite
-- because: a CHECK in ADD COLUMN is tried on every row at once, under the lock that keeps everybody out
SET lock_timeout = '2s';
ALTER TABLE transfer ADD COLUMN risk smallint NOT NULL DEFAULT 0 CHECK (risk BETWEEN 0 AND 100);
