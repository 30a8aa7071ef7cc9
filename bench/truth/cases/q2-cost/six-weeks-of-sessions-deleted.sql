-- system: bank
-- expect: bulk-write
-- because: millions of rows are deleted in one go, and each keeps its lock and its place until the end
DELETE FROM session WHERE started_at < '2026-09-15 00:00+00';
