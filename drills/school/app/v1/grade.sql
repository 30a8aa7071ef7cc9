\user random(1, :teachers)
\weight 6
\timeout 8s
\goal 200ms
\fails The grade was not saved.
\writes grading.receipt
\set assignment random_zipfian(1, :assignments, 0.7)
\set mark 50 + :assignment % 50
SELECT id AS submission FROM submission WHERE assignment_id = :assignment AND status = 'submitted' ORDER BY submitted_at LIMIT 1 FOR UPDATE SKIP LOCKED \gset
UPDATE submission SET status = 'graded', grade = :mark WHERE id = :submission;
INSERT INTO grading (submission_id, grader_id, graded_at, points, receipt) SELECT id, :user, now(), grade, :write_id FROM submission WHERE id = :submission;
