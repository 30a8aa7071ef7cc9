SELECT setseed(0.23);
INSERT INTO member (handle, password_hash, joined_at)
SELECT 'member' || n, md5(n::text), now() - interval '500 days' * (1 - n::float8 / :members) FROM generate_series(1, :members) n;
INSERT INTO follow SELECT DISTINCT 1 + floor(:members * random())::bigint, 1 + floor(:members * power(random(), 3))::bigint
FROM generate_series(1, :members * 8);
INSERT INTO post (author_id, written_at, words)
SELECT 1 + floor(:members * power(random(), 2)), now() - interval '400 days' * (1 - n::float8 / :posts), repeat('words and ', 3 + n % 20)
FROM generate_series(1, :posts) n;
INSERT INTO sign_in_attempt (handle, address, at, succeeded)
SELECT 'member' || 1 + floor(:members * power(random(), 1.4)), '10.' || n % 200 || '.' || n % 250 || '.' || n % 190,
       now() - interval '400 days' * (1 - n::float8 / :rows), n % 9 > 0
FROM generate_series(1, :rows) n;
INSERT INTO session (member_id, expires_at)
SELECT 1 + floor(:members * random()), now() + interval '30 days' * random() FROM generate_series(1, :members) n;
VACUUM (ANALYZE);
