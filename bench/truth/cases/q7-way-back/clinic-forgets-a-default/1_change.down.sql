SET lock_timeout = '2s';
ALTER TABLE chart_import ALTER COLUMN page_count TYPE int;
