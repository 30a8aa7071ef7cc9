-- system: clinic
-- expect: nothing
-- because: the table moves back before its schema goes, and nobody reads it
SET lock_timeout = '2s';
CREATE SCHEMA archive;
ALTER TABLE chart_import SET SCHEMA archive;
