SET lock_timeout = '2s';
ALTER TABLE chart_import ALTER COLUMN imported_at SET DEFAULT now();
