-- system: clinic
-- expect: nothing
-- because: no query reads chart_import
SET lock_timeout = '2s';
DROP INDEX CONCURRENTLY chart_import_chart_idx;
