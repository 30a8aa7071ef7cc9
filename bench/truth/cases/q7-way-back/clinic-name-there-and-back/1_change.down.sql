SET lock_timeout = '2s';
ALTER TABLE chart_import RENAME COLUMN chart_text TO chart;
