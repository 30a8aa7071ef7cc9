SET lock_timeout = '2s';
DROP INDEX chart_import_page_count_idx;
