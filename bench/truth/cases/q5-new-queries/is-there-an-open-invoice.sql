-- system: clinic
-- expect: nothing
-- because: a patient's invoices are few and come from an index
-- queries: clinic-is-there-an-open-invoice.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
