SET lock_timeout = '2s';
ALTER TABLE chart_import ADD COLUMN page_count int NOT NULL;
