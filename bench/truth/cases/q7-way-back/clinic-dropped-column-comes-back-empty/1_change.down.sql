SET lock_timeout = '2s';
ALTER TABLE chart_import ADD COLUMN chart text;
CREATE INDEX chart_import_chart_idx ON chart_import (chart);
