-- system: clinic
-- expect: way-back-fails
-- because: the column comes back NOT NULL and without a default to a table that has rows
SET lock_timeout = '2s';
ALTER TABLE chart_import DROP COLUMN page_count;
