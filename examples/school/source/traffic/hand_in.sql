\set assignment random_zipfian(1, 12000, 1.1)
\set student random(801, 40000)
SELECT a.id, a.title, a.due_at FROM assignment a WHERE a.id = :assignment;
INSERT INTO submission (assignment_id, student_id, attempt, status, submitted_at, file_name) VALUES (:assignment, :student, 3, 'submitted', now(), 'submission.pdf') ON CONFLICT (assignment_id, student_id, attempt) DO UPDATE SET submitted_at = now(), file_name = excluded.file_name;
