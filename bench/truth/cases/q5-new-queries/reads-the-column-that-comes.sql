-- system: clinic
-- expect: deploy-order
-- because: whoever deploys this version before the change has its query refused
-- queries: clinic-reads-the-column-that-comes.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
