-- +goose NO TRANSACTION
-- What they found after two hours and a half: the index, and ANALYZE.
-- +goose Up
CREATE INDEX CONCURRENTLY submission_student_idx ON submission (student_id, submitted_at DESC);
ANALYZE submission;
