-- system: clinic
-- expect: new-query-reads-table
-- because: no index begins with staff_id, and without a moment all partitions are read
-- queries: clinic-log-of-a-member-of-staff.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
