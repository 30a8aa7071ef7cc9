-- system: bank
-- expect: nothing
-- because: every query of tellers and holders names its columns, and none of them changes
SET lock_timeout = '2s';
ALTER TABLE holder ADD COLUMN preferred_language char(2);
