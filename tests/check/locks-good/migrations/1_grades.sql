SET lock_timeout = '2s';
ALTER TABLE submission ADD COLUMN graded_on date;
