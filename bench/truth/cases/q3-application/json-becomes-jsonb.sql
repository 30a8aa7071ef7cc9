-- system: clinic
-- expect: nothing
-- because: ->> answers the same text of both, and 800 rows are written again in milliseconds
SET lock_timeout = '2s';
ALTER TABLE staff ALTER COLUMN settings TYPE jsonb;
