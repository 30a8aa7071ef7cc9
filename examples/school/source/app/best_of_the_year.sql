\every 12s
\timeout 60s
\goal 20s
SELECT p.id, p.name, count(*) AS handed_in, avg(s.grade) AS average FROM person p JOIN submission s ON s.student_id = p.id WHERE p.kind = 'student' GROUP BY p.id, p.name ORDER BY average DESC NULLS LAST LIMIT 100;
