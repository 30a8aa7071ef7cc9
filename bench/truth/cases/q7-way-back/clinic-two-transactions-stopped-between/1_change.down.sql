SET lock_timeout = '2s';
ALTER TABLE chart_import DROP COLUMN scanned_at;
ALTER TABLE chart_import ADD COLUMN imported_at timestamptz DEFAULT now();
