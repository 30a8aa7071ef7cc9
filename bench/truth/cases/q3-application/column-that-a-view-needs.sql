-- system: bank
-- expect: statement-fails, query-breaks
-- because: a materialized view is made of the column, and without CASCADE the server refuses to drop it
SET lock_timeout = '2s';
ALTER TABLE account DROP COLUMN balance;
