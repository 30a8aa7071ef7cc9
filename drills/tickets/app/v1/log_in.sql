\first
\weight 17
\think 2s
\timeout 5s
\goal 100ms
\fails We cannot log you in just now.
SELECT id, name, password_hash FROM account WHERE lower(email) = lower('customer' || :user || '@portal.example');
UPDATE account SET seen_at = now() WHERE id = :user;
