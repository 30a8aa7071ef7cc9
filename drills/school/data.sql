-- A million submissions, spread as in life: a few courses are crowded, a few students hand in everything, most things
-- are graded, and what is new is not.
SELECT setseed(0.42);

INSERT INTO person (email, name, kind, password_hash, last_login_at, created_at)
SELECT 'person' || n || '@school.example', 'Person ' || n,
       CASE WHEN n <= :teachers THEN 'teacher' WHEN n <= :teachers * 4 / 3 THEN 'staff' ELSE 'student' END,
       md5(n::text) || md5((n + 1)::text), now() - interval '90 days' * power(random(), 3),
       now() - interval '5 years' * (1 - n::float8 / :persons)
FROM generate_series(1, :persons) n;

INSERT INTO login_session (token, person_id, expires_at, created_at)
SELECT md5('token ' || n)::uuid, 1 + floor(:persons * power(random(), 1.5))::int,
       now() + interval '7 days' * random(), now() - interval '7 days' * random()
FROM generate_series(1, :persons * 3 / 2) n;

INSERT INTO course (code, title, teacher_id, term)
SELECT 'C' || lpad(n::text, 4, '0'), 'Course ' || n, 1 + (n * 7) % :teachers, (ARRAY['autumn', 'spring', 'last year'])[1 + n % 3]
FROM generate_series(1, :courses) n;

INSERT INTO enrolment (course_id, student_id, enrolled_at)
SELECT DISTINCT ON (course, student) course, student, current_date - (random() * 440)::int
FROM (SELECT 1 + floor(:courses * power(random(), 1.8))::int AS course, 1 + floor(:persons * power(random(), 1.2))::int AS student
      FROM generate_series(1, :rows / 4)) e;

INSERT INTO material (course_id, title, kind, published_at, body)
SELECT 1 + floor(:courses * power(random(), 1.3))::int, 'Material ' || n, (ARRAY['slides', 'slides', 'notes', 'video', 'link'])[1 + n % 5],
       CASE WHEN n % 20 > 0 THEN now() - interval '445 days' * random() END, repeat('Read this. ', 20 + n % 60)
FROM generate_series(1, :courses * 25) n;

INSERT INTO assignment (course_id, title, due_at, weight)
SELECT 1 + (n % :courses), 'Assignment ' || (1 + n / :courses), now() + interval '430 days' * (random() - 0.9), 1 + (n % 4) * 0.5
FROM generate_series(0, :assignments - 1) n;

INSERT INTO submission (assignment_id, student_id, attempt, status, submitted_at, grade, file_name)
SELECT assignment, student, attempt,
       CASE WHEN age < 0.02 THEN 'submitted' WHEN age < 0.025 THEN 'draft' WHEN dice < 0.06 THEN 'returned' ELSE 'graded' END,
       now() - interval '430 days' * age,
       CASE WHEN age >= 0.025 THEN least(100, greatest(0, round(68 + 16 * (dice + random() + random() - 1.5) * 2)))::int END,
       'submission-' || assignment || '-' || student || '.pdf'
FROM (SELECT DISTINCT ON (assignment, student, attempt) *
      FROM (SELECT 1 + floor(:assignments * power(random(), 1.6))::int AS assignment, 1 + floor(:persons * power(random(), 1.3))::int AS student,
                   1 + (random() < 0.1)::int AS attempt, random() AS age, random() AS dice
            FROM generate_series(1, :rows * 103 / 100)) s
      LIMIT :rows) s
ORDER BY age DESC;

INSERT INTO grading (submission_id, grader_id, graded_at, points, remark)
SELECT id, 1 + (id % :teachers), submitted_at + interval '6 days' * random(), grade, CASE WHEN id % 7 = 0 THEN 'Well argued.' END
FROM submission WHERE status = 'graded' AND id % 2 = 0;

VACUUM (ANALYZE);
