-- migrate:up
ALTER TABLE submission ADD COLUMN graded_on date;
-- Teachers look for files.
CREATE INDEX submission_file_idx ON submission (file_name, attempt);
ALTER TABLE submission ADD CONSTRAINT attempt_counts CHECK (attempt > 0);

-- migrate:down
ALTER TABLE submission DROP CONSTRAINT attempt_counts;
DROP INDEX submission_file_idx;
ALTER TABLE submission DROP COLUMN graded_on;
