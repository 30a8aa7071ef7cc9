\set student random(801, 40000)
SELECT s.id, a.title, s.status, s.grade, s.submitted_at FROM submission s JOIN assignment a ON a.id = s.assignment_id WHERE s.student_id = :student ORDER BY s.submitted_at DESC LIMIT 20;
SELECT count(*) FROM submission WHERE student_id = :student AND status = 'returned';
