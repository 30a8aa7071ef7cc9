-- Persons will outgrow integers one day, and lists of submissions are sorted by date anyway.
ALTER TABLE submission ALTER COLUMN student_id TYPE bigint;
DROP INDEX submission_student_idx;
CREATE INDEX submission_submitted_idx ON submission (submitted_at, student_id);
