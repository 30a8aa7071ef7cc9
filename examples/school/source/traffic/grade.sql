\set teacher random(1, 600)
\set assignment random_zipfian(1, 12000, 1.1)
SELECT s.id, p.name, s.submitted_at, s.file_name FROM submission s JOIN person p ON p.id = s.student_id WHERE s.assignment_id = :assignment AND s.status = 'submitted' ORDER BY s.submitted_at LIMIT 50;
SELECT a.id, a.title, a.due_at, count(s.id) AS waiting FROM course c JOIN assignment a ON a.course_id = c.id LEFT JOIN submission s ON s.assignment_id = a.id AND s.status = 'submitted' WHERE c.teacher_id = :teacher AND c.term = '2026-autumn' GROUP BY a.id ORDER BY a.due_at;
