-- system: clinic
-- expect: way-back-fails
-- because: the tool sends the file as one message, in which DROP INDEX CONCURRENTLY cannot run
SET lock_timeout = '2s';
CREATE INDEX chart_import_pages_idx ON chart_import (page_count);
CREATE INDEX chart_import_when_idx ON chart_import (imported_at);
