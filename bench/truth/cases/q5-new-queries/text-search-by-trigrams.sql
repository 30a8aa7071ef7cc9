-- system: clinic
-- expect: nothing
-- because: the trigram index finds a word anywhere in a note
-- queries: clinic-text-search-by-trigrams.sql
SET lock_timeout = '2s';
ALTER TABLE patient ADD COLUMN portal_seen_at timestamptz;
