\first
\weight 20
\think 3s
\timeout 5s
\goal 100ms
\retry 1 500ms
\fails We cannot log you in just now. Please try again later.
SELECT id, name, kind, password_hash FROM person WHERE lower(email) = lower('person' || :user || '@school.example');
UPDATE person SET last_login_at = now() WHERE id = :user;
INSERT INTO login_session (token, person_id, expires_at) VALUES (gen_random_uuid(), :user, now() + interval '7 days');
