\first
\weight 33
\think 3s
\timeout 4s
\goal 100ms
\fails We could not sign you in. Please try again.
\writes session.receipt
SELECT id AS member, password_hash FROM member WHERE handle = 'member' || :user \gset
INSERT INTO sign_in_attempt (handle, address, succeeded) VALUES ('member' || :user, '10.1.2.3', true);
INSERT INTO session (member_id, expires_at, receipt) VALUES (:member, now() + interval '30 days', :write_id);
