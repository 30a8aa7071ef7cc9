SELECT count(*) AS failures FROM sign_in_attempt WHERE handle = 'member' || :user AND NOT succeeded \gset
SELECT id AS member, password_hash FROM member WHERE handle = 'member' || :user \gset
INSERT INTO sign_in_attempt (handle, address, succeeded) VALUES ('member' || :user, '10.1.2.3', true);
INSERT INTO session (member_id, expires_at, receipt) VALUES (:member, now() + interval '30 days', :write_id);
