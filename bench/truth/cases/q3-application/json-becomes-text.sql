-- system: clinic
-- expect: query-breaks
-- because: there is no ->> for text
SET lock_timeout = '2s';
ALTER TABLE staff ALTER COLUMN settings TYPE text;
