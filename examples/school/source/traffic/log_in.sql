\set n random_zipfian(1, 40000, 1.05)
SELECT id, name, kind, password_hash FROM person WHERE lower(email) = lower('person' || :n || '@school.example');
UPDATE person SET last_login_at = now() WHERE id = :n;
INSERT INTO login_session (token, person_id, expires_at) VALUES (gen_random_uuid(), :n, now() + interval '7 days');
