\weight 52
\think 5s
\timeout 4s
\goal 100ms
\fails Your feed could not be loaded.
\autocommit
SELECT token FROM session WHERE member_id = :user AND expires_at > now() ORDER BY expires_at DESC LIMIT 1;
SELECT p.id, p.author_id, p.written_at, p.words
FROM (SELECT followed_id FROM follow WHERE follower_id = :user LIMIT 30) f
CROSS JOIN LATERAL (SELECT * FROM post WHERE author_id = f.followed_id ORDER BY written_at DESC LIMIT 5) p
ORDER BY p.written_at DESC LIMIT 20;
