-- system: clinic
-- expect: nothing
-- because: staff_email_key is on email
-- queries: clinic-upsert-that-a-constraint-matches.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
