SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY chart_import_pages_idx;
DROP INDEX CONCURRENTLY chart_import_when_idx;
