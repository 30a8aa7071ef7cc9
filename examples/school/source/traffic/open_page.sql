\set n random_zipfian(1, 60000, 1.05)
SELECT p.id, p.name, p.kind FROM login_session s JOIN person p ON p.id = s.person_id WHERE s.token = md5('token ' || :n)::uuid AND s.expires_at > now();
