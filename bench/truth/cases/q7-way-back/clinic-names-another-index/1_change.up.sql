-- system: clinic
-- expect: way-back-fails
-- because: the index that the way up makes has another name
SET lock_timeout = '2s';
CREATE INDEX chart_import_pages_idx ON chart_import (page_count);
