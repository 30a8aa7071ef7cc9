-- A school management system, skewed like life: a few courses have most of the students, recent rows are hot.
-- :rows is the number of submissions.
CREATE TYPE person_kind AS ENUM ('student', 'teacher', 'staff');
CREATE TABLE person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  full_name text NOT NULL,
  kind person_kind NOT NULL,
  school_year int,
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  last_seen timestamptz
);
CREATE TABLE course (
  id int PRIMARY KEY,
  code varchar(12) NOT NULL UNIQUE,
  title text NOT NULL,
  teacher_id bigint NOT NULL REFERENCES person,
  term text NOT NULL,
  credits numeric(4, 1) NOT NULL
);
CREATE TABLE enrolment (
  person_id bigint NOT NULL REFERENCES person,
  course_id int NOT NULL REFERENCES course,
  since date NOT NULL,
  dropped date,
  PRIMARY KEY (person_id, course_id)
);
CREATE TABLE assignment (
  id int PRIMARY KEY,
  course_id int NOT NULL REFERENCES course,
  title text NOT NULL,
  due timestamptz NOT NULL,
  weight real NOT NULL
);
CREATE TABLE submission (
  id bigint PRIMARY KEY,
  assignment_id int NOT NULL REFERENCES assignment,
  person_id bigint NOT NULL REFERENCES person,
  submitted_at timestamptz NOT NULL,
  grade smallint,
  state text NOT NULL,
  body text NOT NULL,
  checksum uuid
);
CREATE TABLE log_entry (
  id bigint PRIMARY KEY,
  person_id bigint,
  at timestamptz NOT NULL,
  action text NOT NULL,
  detail jsonb
);

INSERT INTO person (email, full_name, kind, school_year, active, created_at, last_seen)
SELECT 'person' || i || '@school.example', 'Person ' || md5(i::text), (CASE WHEN i % 25 = 0 THEN 'teacher' WHEN i % 97 = 0 THEN 'staff' ELSE 'student' END)::person_kind,
       CASE WHEN i % 25 = 0 THEN NULL ELSE 2015 + (i % 11) END, i % 13 <> 0,
       timestamptz '2015-09-01 08:00+00' + i * interval '40 minutes', CASE WHEN i % 7 = 0 THEN NULL ELSE timestamptz '2026-06-01 08:00+00' - (i % 5000) * interval '1 hour' END
FROM generate_series(1, greatest(:rows / 50, 1000)) i;
INSERT INTO course SELECT i, 'C' || lpad(i::text, 6, '0'), 'Course ' || i, (i * 25) % greatest(:rows / 50, 1000) + 1,
       (ARRAY['2024A', '2024B', '2025A', '2025B', '2026A'])[1 + i % 5], 1 + (i % 9) * 0.5 FROM generate_series(1, 2000) i;
INSERT INTO enrolment SELECT p, c, date '2025-09-01' + (p % 200)::int, CASE WHEN (p + c) % 23 = 0 THEN date '2026-02-01' END
FROM (SELECT DISTINCT 1 + (i % greatest(:rows / 50, 1000)) AS p, 1 + floor(2000 * power(random(), 3))::int AS c
      FROM generate_series(1, :rows / 8) i) x;
INSERT INTO assignment SELECT i, 1 + floor(2000 * power(random(), 2))::int, 'Assignment ' || i,
       timestamptz '2025-09-01 12:00+00' + (i % 300) * interval '1 day', 0.5 + (i % 10) * 0.1 FROM generate_series(1, 20000) i;
INSERT INTO submission SELECT i, 1 + floor(20000 * power(random(), 2))::int, 1 + floor((greatest(:rows / 50, 1000) - 1) * random())::bigint,
       timestamptz '2024-09-01 00:00+00' + i * interval '10 seconds' + random() * interval '3 hours', CASE WHEN i % 9 = 0 THEN NULL ELSE (i::bigint * 7919) % 101 END,
       CASE WHEN i % 200 = 0 THEN 'late' WHEN i % 31 = 0 THEN 'draft' ELSE 'done' END, repeat(md5(i::text), 2), CASE WHEN i % 3 = 0 THEN md5(i::text)::uuid END
FROM generate_series(1, :rows) i;
INSERT INTO log_entry SELECT i, CASE WHEN i % 10 = 0 THEN NULL ELSE 1 + i % 5000 END, timestamptz '2026-01-01 00:00+00' + i * interval '1 second',
       (ARRAY['login', 'view', 'view', 'view', 'submit', 'logout'])[1 + i % 6], jsonb_build_object('n', i % 100, 'page', '/p/' || i % 1000)
FROM generate_series(1, :rows / 4) i;

CREATE INDEX submission_assignment ON submission (assignment_id, submitted_at DESC);
CREATE INDEX submission_person ON submission (person_id);
CREATE INDEX submission_at ON submission (submitted_at);
CREATE INDEX submission_open ON submission (person_id, assignment_id) WHERE state = 'draft';
CREATE INDEX submission_checksum ON submission (checksum);
CREATE INDEX person_lower_email ON person (lower(email));
CREATE INDEX person_seen ON person (last_seen DESC NULLS LAST) WHERE active;
CREATE INDEX enrolment_course ON enrolment (course_id) INCLUDE (since);
CREATE INDEX assignment_course_due ON assignment (course_id, due);
CREATE INDEX log_person_at ON log_entry (person_id, at);
CREATE INDEX log_at_brin ON log_entry USING brin (at);
CREATE INDEX log_detail ON log_entry USING gin (detail jsonb_path_ops);
CREATE STATISTICS submission_dependence (dependencies, ndistinct, mcv) ON assignment_id, state FROM submission;
VACUUM ANALYZE;
-- What happened since the last ANALYZE: the tables have grown.
INSERT INTO submission SELECT i, 1 + i % 20000, 1 + i % 1000, timestamptz '2026-11-01 00:00+00' + (i - :rows) * interval '1 second', i % 101, 'done', repeat(md5(i::text), 2), NULL
FROM generate_series(:rows + 1, :rows + :rows / 25) i;
INSERT INTO log_entry SELECT i, 1 + i % 5000, timestamptz '2026-11-01 00:00+00' + i * interval '1 second', 'view', '{"n": 7}' FROM generate_series(:rows / 4 + 1, :rows / 4 + :rows / 100) i;
CHECKPOINT;
