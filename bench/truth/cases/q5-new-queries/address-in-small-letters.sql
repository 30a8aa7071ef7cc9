-- system: clinic
-- expect: nothing
-- because: the index is on lower(email), as the query asks
-- queries: clinic-address-in-small-letters.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
