\weight 10
\think 10s
\timeout 8s
\goal 200ms
\retry 2 500ms
\fails Your submission did not arrive. Please try again.
\writes submission.receipt
\set assignment random_zipfian(1, :assignments, 0.7)
SELECT due_at FROM assignment WHERE id = :assignment;
SELECT coalesce(max(attempt), 0) + 1 AS attempt FROM submission WHERE assignment_id = :assignment AND student_id = :user \gset
INSERT INTO submission (assignment_id, student_id, attempt, status, submitted_at, file_name, receipt)
VALUES (:assignment, :user, :attempt, 'submitted', now(), 'submission-' || :write_id::bigint || '.pdf', :write_id);
