SET lock_timeout = '2s';
ALTER TABLE chart_import ADD COLUMN chart text, ADD COLUMN page_count int NOT NULL DEFAULT 0;
CREATE INDEX chart_import_chart_idx ON chart_import (chart);
ALTER TABLE chart_import DROP COLUMN title;
