\weight 60
\think 6s
\timeout 5s
\goal 100ms
\fails The page could not be opened.
\set n random(1, :persons)
SELECT p.id, p.name, p.kind FROM login_session s JOIN person p ON p.id = s.person_id WHERE s.token = md5('token ' || :n::text)::uuid AND s.expires_at > now();
