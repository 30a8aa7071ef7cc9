\user 1000000000 + random(1, 1000000000)
\weight 4
\timeout 5s
\goal 200ms
\fails We could not sign you up. Please try again.
\writes member.receipt
SELECT count(*) FROM member WHERE handle = 'new' || :write_id;
INSERT INTO member (handle, password_hash, receipt) VALUES ('new' || :write_id::bigint, md5('x'), :write_id);
