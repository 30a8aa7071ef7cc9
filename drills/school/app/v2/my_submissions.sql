\weight 30
\think 6s
\timeout 5s
\goal 100ms
\fails Your submissions could not be loaded.
\autocommit
SELECT id, title, status, grade, submitted_at FROM submission_overview WHERE student_id = :user ORDER BY submitted_at DESC LIMIT 20;
SELECT count(*) FROM submission_overview WHERE student_id = :user AND status = 'returned';
