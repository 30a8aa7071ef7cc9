-- system: clinic
-- expect: plan-worse
-- because: varchar to text writes nothing again and deletes the column's statistics: two rows a sample become 150,000 to the planner, until somebody analyzes
SET lock_timeout = '2s';
ALTER TABLE lab_result ALTER COLUMN sample TYPE text;
