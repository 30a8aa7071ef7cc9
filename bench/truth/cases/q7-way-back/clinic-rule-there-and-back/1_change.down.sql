SET lock_timeout = '2s';
ALTER TABLE chart_import DROP CONSTRAINT chart_import_pages_known;
