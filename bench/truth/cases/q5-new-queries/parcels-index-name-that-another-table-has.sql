-- system: parcels
-- expect: new-query-reads-table
-- because: IF NOT EXISTS finds an index of that name on another table, and builds nothing.
-- queries: parcels-scans-of-an-operator.sql
SET lock_timeout = '2s';
CREATE INDEX IF NOT EXISTS account_sender_idx ON scan_event (operator);
