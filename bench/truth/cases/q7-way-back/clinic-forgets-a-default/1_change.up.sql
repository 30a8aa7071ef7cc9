-- system: clinic
-- expect: way-back-differs
-- because: the way up drops the default with the type, and the way back restores the type alone
SET lock_timeout = '2s';
ALTER TABLE chart_import ALTER COLUMN page_count DROP DEFAULT;
ALTER TABLE chart_import ALTER COLUMN page_count TYPE bigint;
