\set course random_zipfian(1, 1200, 1.1)
\set student random(801, 40000)
SELECT c.id, c.code, c.title FROM enrolment e JOIN course c ON c.id = e.course_id WHERE e.student_id = :student AND c.term = '2026-autumn' ORDER BY c.code;
SELECT id, title, kind, published_at FROM material WHERE course_id = :course AND published_at <= now() ORDER BY published_at DESC LIMIT 30;
