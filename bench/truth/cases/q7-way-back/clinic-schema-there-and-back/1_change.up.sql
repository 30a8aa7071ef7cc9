-- system: clinic
-- expect: function-breaks
-- because: chart_pages() names the table without its schema, and finds it there no longer
SET lock_timeout = '2s';
CREATE SCHEMA archive;
ALTER TABLE chart_import SET SCHEMA archive;
