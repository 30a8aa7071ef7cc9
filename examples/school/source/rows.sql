-- A million submissions, spread as in life: a few courses are crowded, a few students hand in everything, most things
-- are graded, and what is new is not.
SELECT setseed(0.42);

INSERT INTO person (email, name, kind, password_hash, last_login_at, created_at)
SELECT 'person' || n || '@school.example', 'Person ' || n,
       CASE WHEN n <= 600 THEN 'teacher' WHEN n <= 800 THEN 'staff' ELSE 'student' END,
       md5(n::text) || md5((n + 1)::text),
       timestamptz '2026-11-20 08:00+00' - interval '90 days' * power(random(), 3),
       timestamptz '2021-09-01 08:00+00' + interval '5 years' * n / 40000
FROM generate_series(1, 40000) n;

INSERT INTO login_session (token, person_id, expires_at, created_at)
SELECT md5('token ' || n)::uuid, 1 + floor(40000 * power(random(), 1.5))::int,
       timestamptz '2026-11-20 08:00+00' + interval '7 days' * random(), timestamptz '2026-11-13 08:00+00' + interval '7 days' * random()
FROM generate_series(1, 60000) n;

INSERT INTO course (code, title, teacher_id, term)
SELECT 'C' || lpad(n::text, 4, '0'), 'Course ' || n, 1 + (n * 7) % 600,
       CASE WHEN n % 3 = 0 THEN '2026-autumn' WHEN n % 3 = 1 THEN '2026-spring' ELSE '2025-autumn' END
FROM generate_series(1, 1200) n;

INSERT INTO enrolment (course_id, student_id, enrolled_at)
SELECT DISTINCT ON (course, student) course, student, date '2025-09-01' + (random() * 440)::int
FROM (SELECT 1 + floor(1200 * power(random(), 1.8))::int AS course, 801 + floor(39200 * power(random(), 1.2))::int AS student
      FROM generate_series(1, 260000)) e;

INSERT INTO material (course_id, title, kind, published_at, body)
SELECT 1 + floor(1200 * power(random(), 1.3))::int, 'Material ' || n, (ARRAY['slides', 'slides', 'notes', 'video', 'link'])[1 + n % 5],
       CASE WHEN n % 20 > 0 THEN timestamptz '2025-09-01 08:00+00' + interval '445 days' * random() END, repeat('Read this. ', 20 + n % 60)
FROM generate_series(1, 30000) n;

INSERT INTO assignment (course_id, title, due_at, weight)
SELECT 1 + (n % 1200), 'Assignment ' || (1 + n / 1200), timestamptz '2025-09-15 12:00+00' + interval '430 days' * random(), 1 + (n % 4) * 0.5
FROM generate_series(0, 11999) n;

INSERT INTO submission (assignment_id, student_id, attempt, status, submitted_at, grade, file_name)
SELECT assignment, student, attempt,
       CASE WHEN age < 0.02 THEN 'submitted' WHEN age < 0.025 THEN 'draft' WHEN dice < 0.06 THEN 'returned' ELSE 'graded' END,
       timestamptz '2026-11-20 08:00+00' - interval '430 days' * age,
       CASE WHEN age >= 0.025 THEN least(100, greatest(0, round(68 + 16 * (dice + random() + random() - 1.5) * 2)))::int END,
       'submission-' || assignment || '-' || student || '.pdf'
FROM (SELECT DISTINCT ON (assignment, student, attempt) *
      FROM (SELECT 1 + floor(12000 * power(random(), 1.6))::int AS assignment, 801 + floor(39200 * power(random(), 1.3))::int AS student,
                   1 + (random() < 0.1)::int AS attempt, random() AS age, random() AS dice
            FROM generate_series(1, 1030000)) s) s
ORDER BY age DESC
LIMIT 1000000;

INSERT INTO grading (submission_id, grader_id, graded_at, points, remark)
SELECT id, 1 + (id % 600), submitted_at + interval '6 days' * random(), grade, CASE WHEN id % 7 = 0 THEN 'Well argued.' END
FROM submission WHERE status = 'graded' AND id % 2 = 0;

VACUUM (ANALYZE);
