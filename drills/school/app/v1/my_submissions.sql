\weight 30
\think 6s
\timeout 5s
\goal 100ms
\fails Your submissions could not be loaded.
\autocommit
SELECT s.id, a.title, s.status, s.grade, s.submitted_at FROM submission s JOIN assignment a ON a.id = s.assignment_id WHERE s.student_id = :user ORDER BY s.submitted_at DESC LIMIT 20;
SELECT count(*) FROM submission WHERE student_id = :user AND status = 'returned';
