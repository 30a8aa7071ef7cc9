-- system: clinic
-- expect: new-query-reads-table
-- because: the index on due_on holds unpaid invoices only, and the query asks for paid ones too
-- queries: clinic-partial-index-that-is-not-meant.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
