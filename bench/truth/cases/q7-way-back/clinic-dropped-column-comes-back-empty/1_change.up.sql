-- system: clinic
-- expect: way-back-loses
-- because: what stood in chart is gone
SET lock_timeout = '2s';
DROP INDEX chart_import_chart_idx;
ALTER TABLE chart_import DROP COLUMN chart;
