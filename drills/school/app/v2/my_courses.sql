\weight 30
\think 6s
\timeout 5s
\goal 100ms
\fails Your courses could not be loaded.
\autocommit
SELECT c.id, c.code, c.title FROM enrolment e JOIN course c ON c.id = e.course_id WHERE e.student_id = :user AND c.term = 'autumn' ORDER BY c.code;
\set course random_zipfian(1, :courses, 0.8)
SELECT id, title, kind, published_at FROM material WHERE course_id = :course AND published_at <= now() ORDER BY published_at DESC LIMIT 30;
