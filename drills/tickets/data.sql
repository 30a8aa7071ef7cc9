-- Most tickets are solved, the new ones are not; a few customers ask again and again.
SELECT setseed(0.17);
INSERT INTO account (email, name, password_hash, seen_at)
SELECT 'customer' || n || '@portal.example', 'Customer ' || n, md5(n::text), now() - interval '90 days' * power(random(), 2)
FROM generate_series(1, :accounts) n;
INSERT INTO agent (name) SELECT 'Agent ' || n FROM generate_series(1, :agents) n;
INSERT INTO article (title, body) SELECT 'How to ' || n, repeat('Press the button. ', 40) FROM generate_series(1, 500) n;
INSERT INTO ticket (account_id, agent_id, subject, status, opened_at)
SELECT 1 + floor(:accounts * power(random(), 1.6)), 1 + floor(:agents * power(random(), 1.4)),
       (ARRAY['printer', 'invoice', 'password', 'delivery', 'refund'])[1 + floor(5 * random())] || ' ' ||
       (ARRAY['broken', 'late', 'lost', 'wrong'])[1 + floor(4 * random())] || ' ' || n % 5000,
       CASE WHEN n > :rows * 0.99 THEN 'new' WHEN n > :rows * 0.97 THEN 'open' WHEN n % 30 = 0 THEN 'waiting' ELSE 'solved' END,
       now() - interval '700 days' * (1 - n::float8 / :rows)
FROM generate_series(1, :rows) n;
INSERT INTO message (ticket_id, written_at, from_agent, body)
SELECT ticket, least(now(), now() - interval '700 days' * (1 - ticket::float8 / :rows) + interval '9 days' * power(random(), 3)),
       n % 2 = 0, repeat('It does not work. ', 1 + n % 12)
FROM (SELECT n, 1 + floor(:rows * (1 - power(random(), 1.3)))::bigint AS ticket FROM generate_series(1, :messages) n) m;
VACUUM (ANALYZE);
