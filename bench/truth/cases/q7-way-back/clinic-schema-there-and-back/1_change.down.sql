SET lock_timeout = '2s';
ALTER TABLE archive.chart_import SET SCHEMA public;
DROP SCHEMA archive;
