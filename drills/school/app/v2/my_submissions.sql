SELECT id, title, status, grade, submitted_at FROM submission_overview WHERE student_id = :user ORDER BY submitted_at DESC LIMIT 20;
SELECT count(*) FROM submission_overview WHERE student_id = :user AND status = 'returned';
