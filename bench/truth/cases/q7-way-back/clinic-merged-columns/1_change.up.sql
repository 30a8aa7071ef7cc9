-- system: clinic
-- expect: way-back-loses
-- because: two columns become one, and the way back makes them anew and empty
SET lock_timeout = '2s';
ALTER TABLE chart_import ADD COLUMN title text;
UPDATE chart_import SET title = chart || ' (' || page_count || ')';
ALTER TABLE chart_import DROP COLUMN chart, DROP COLUMN page_count;
