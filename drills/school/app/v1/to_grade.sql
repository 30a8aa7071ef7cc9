\user random(1, :teachers)
\weight 4
\timeout 8s
\goal 200ms
\fails Your list could not be loaded.
\autocommit
SELECT a.id, a.title, a.due_at, count(s.id) AS waiting FROM course c JOIN assignment a ON a.course_id = c.id LEFT JOIN submission s ON s.assignment_id = a.id AND s.status = 'submitted' WHERE c.teacher_id = :user AND c.term = 'autumn' GROUP BY a.id ORDER BY a.due_at;
