-- system: clinic
-- expect: nothing
-- because: the way back sets the default that was there
SET lock_timeout = '2s';
ALTER TABLE chart_import ALTER COLUMN imported_at DROP DEFAULT;
