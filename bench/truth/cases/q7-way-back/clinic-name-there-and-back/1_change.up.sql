-- system: clinic
-- expect: nothing
-- because: a name goes and comes back, and nobody reads the column
SET lock_timeout = '2s';
ALTER TABLE chart_import RENAME COLUMN chart TO chart_text;
