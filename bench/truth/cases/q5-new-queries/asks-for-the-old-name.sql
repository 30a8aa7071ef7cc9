-- system: clinic
-- expect: new-query-refused
-- because: the change renames the column, and the new query asks for the old name
-- queries: clinic-asks-for-the-old-name.sql
SET lock_timeout = '2s';
ALTER TABLE chart_import RENAME COLUMN chart TO chart_text;
