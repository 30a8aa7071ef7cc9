\every 60s
\timeout 60s
\goal 20s
\autocommit
SELECT c.term, c.code, count(s.id) AS submissions, avg(s.grade) AS average FROM course c JOIN assignment a ON a.course_id = c.id JOIN submission s ON s.assignment_id = a.id WHERE s.submitted_at >= now() - interval '7 days' GROUP BY c.term, c.code ORDER BY c.term, c.code;
