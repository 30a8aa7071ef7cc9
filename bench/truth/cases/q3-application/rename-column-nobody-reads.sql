-- system: clinic
-- expect: nothing
-- because: no query, view or function reads chart_import.chart
SET lock_timeout = '2s';
ALTER TABLE chart_import RENAME COLUMN chart TO chart_text;
