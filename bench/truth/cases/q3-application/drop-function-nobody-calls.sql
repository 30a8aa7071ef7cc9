-- system: clinic
-- expect: nothing
-- because: no query, view, trigger or default calls chart_pages
SET lock_timeout = '2s';
DROP FUNCTION chart_pages();
