-- +goose Up
-- Persons will outgrow integers one day, and lists of submissions are sorted by date anyway.
ALTER TABLE submission ALTER COLUMN student_id TYPE bigint;
DROP INDEX submission_student_idx;
CREATE INDEX submission_submitted_idx ON submission (submitted_at, student_id);
CREATE VIEW submission_overview AS
  SELECT s.id, s.student_id, p.name, a.title, s.status, s.grade, s.submitted_at
  FROM submission s JOIN assignment a ON a.id = s.assignment_id JOIN person p ON p.id = s.student_id;
GRANT SELECT ON submission_overview TO school_app;

-- +goose Down
DROP VIEW submission_overview;
DROP INDEX submission_submitted_idx;
CREATE INDEX submission_student_idx ON submission (student_id, submitted_at DESC);
ALTER TABLE submission ALTER COLUMN student_id TYPE integer;
