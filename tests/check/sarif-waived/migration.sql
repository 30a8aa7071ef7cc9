SET lock_timeout = '2s';
ALTER TABLE submission ADD COLUMN graded_on date;
UPDATE submission SET graded_on = submitted_at::date WHERE grade IS NOT NULL;
