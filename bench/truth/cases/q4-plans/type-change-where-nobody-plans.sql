-- system: clinic
-- expect: nothing
-- because: text to varchar writes nothing again, and no query plans by the statistics of chart
SET lock_timeout = '2s';
ALTER TABLE chart_import ALTER COLUMN chart TYPE varchar;
