-- system: clinic
-- expect: new-query-reads-table
-- because: prescription.drug_id has a foreign key and no index
-- queries: clinic-all-prescriptions-of-a-drug.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
