-- system: clinic
-- expect: new-query-refused
-- because: no unique index or constraint is on waiting_list.patient_id
-- queries: clinic-upsert-without-a-unique-index.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
