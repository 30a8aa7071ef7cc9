-- system: bank
-- expect: new-query-reads-table
-- because: nothing leads to the answers of a message: each look reads fifty million messages
-- queries: bank-answers.sql
SET lock_timeout = '2s';
ALTER TABLE message ADD COLUMN flagged boolean NOT NULL DEFAULT false;
