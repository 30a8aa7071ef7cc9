# As a project's tests do it: a fixture, the queries of the application, and what a test framework asks for itself.
psql -XqAt -v ON_ERROR_STOP=1 <<'SQL'
SELECT count(*) FROM pg_catalog.pg_class;
BEGIN;
INSERT INTO pupil (id, name, school, email, nickname) VALUES (1, 'Ada', 7, 'ada@example.org', 'A');
SELECT name FROM pupil WHERE id = 1;
SELECT nickname FROM pupil WHERE school = 7 ORDER BY id;
SELECT id, name FROM pupil WHERE email = 'ada@example.org';
ROLLBACK;
SQL
