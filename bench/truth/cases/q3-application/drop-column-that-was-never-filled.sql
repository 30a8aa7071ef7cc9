-- system: clinic
-- expect: nothing
-- because: nobody reads old_chart_number and every row has NULL there: nothing is lost and nothing breaks
SET lock_timeout = '2s';
ALTER TABLE patient DROP COLUMN old_chart_number;
